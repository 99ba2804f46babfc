import { describe, expect, test } from 'vitest'
import { type Connection, handler } from '../src/index.ts'
import { cut, firstOf, lasting, slow, swallow, window } from './support/lasting.ts'
import type { PoolEndOptions } from './support/pool-end.ts'
import { failure, settle } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

describe('a pool that does not let it go on', () => {
  test('but knows how much arrived: what did not goes over the new one first, the rest is unknown', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const arrived = failure(connection.call('A.arrived'))
    await settle()
    swallow(world)
    const onTheWay = connection.call('A.onTheWay')
    await settle()
    world.meetings.push({ window, resume: 'refuse' })
    await cut(world)
    const later = connection.call('A.later')
    await world.pass(100)
    expect(await arrived).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(world.pool.calls.map((call) => call.method)).toEqual(['A.onTheWay', 'A.later'])
    for (const call of world.pool.calls) world.pool.peer.answer(call, call.method)
    expect(await Promise.all([onTheWay, later])).toEqual(['A.onTheWay', 'A.later'])
    expect(world.told.slice(1)).toEqual([
      ['disconnected', { code: 1006, reason: '', willRetry: true }],
      ['connected', { resumed: false, id: world.pool.id }],
    ])
    expect(world.pool.statuses).toHaveLength(1)
  })

  test('and knows nothing of it, as after a restart: what was written is unknown', async () => {
    await using world = lasting()
    const connection = await world.connect()
    swallow(world)
    const failed = failure(connection.call('A.b'))
    await settle()
    world.meetings.push({ window, resume: 'forget' })
    await cut(world)
    await world.pass(100)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(world.pool.calls).toEqual([])
    expect(connection.state).toBe('connected')
  })

  test('ends the methods that it called: their signals fire', async () => {
    await using world = lasting()
    const running = slow(world)
    await world.connect()
    firstOf(world).call('Slow.run')
    await settle()
    world.meetings.push({ window, resume: 'refuse' })
    await cut(world)
    expect(running.signal?.aborted).toBe(false)
    await world.pass(100)
    expect(running.signal?.aborted).toBe(true)
    running.end?.('for nobody')
  })

  test('and a method that hears of it closes the connection: nothing is left', async () => {
    const world = lasting()
    let connection: Connection | undefined
    world.provider.register('Slow', {
      run: handler(
        (context) =>
          new Promise((resolve) => {
            context.signal.addEventListener('abort', () => {
              void connection?.close()
              resolve(undefined)
            })
          }),
      ),
    })
    connection = await world.connect()
    firstOf(world).call('Slow.run')
    await settle()
    world.meetings.push({ window, resume: 'refuse' })
    await cut(world)
    await world.pass(100)
    expect(connection.state).toBe('closed')
    expect(world.names).toEqual(['connected', 'disconnected', 'closed'])
    expect(world.clock.timers).toBe(0)
  })

  test('the new connection is what is asked for after the next loss', async () => {
    await using world = lasting()
    await world.connect()
    world.meetings.push({ window, resume: 'refuse' })
    await cut(world)
    await world.pass(100)
    const { id } = world.pool
    await cut(world)
    await world.pass(300)
    expect(world.pool.hello?.resume?.connection).toBe(id)
    expect(world.last('connected')).toEqual({ resumed: true, id })
  })

  test.each<[why: string, welcome: PoolEndOptions['welcome']]>([
    ['a count that is too large', { received: 1000 }],
    ['no count', { received: undefined as never }],
  ])(
    'because it is wrong about it (%s): that dial failed, and it is not asked for again',
    async (_why, welcome) => {
      await using world = lasting()
      const connection = await world.connect()
      const failed = failure(connection.call('A.b'))
      await settle()
      world.meetings.push({ window, ...(welcome === undefined ? {} : { welcome }) })
      await cut(world)
      await world.pass(100)
      expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
      expect(world.last('error')).toMatchObject({ code: 'INVALID_ARGUMENT', data: { close: 4400 } })
      await world.pass(500)
      expect(connection.state).toBe('connected')
      expect(world.pool.hello?.resume).toBeUndefined()
    },
  )

  test('nor does one that resumes what nobody asked for', async () => {
    await using world = lasting()
    world.meetings.push({ window, welcome: { resumed: true, received: 0 } })
    const connection = world.dial()
    await settle()
    expect(world.last('error')).toMatchObject({ code: 'INVALID_ARGUMENT' })
    await world.pass(500)
    expect(connection.state).toBe('connected')
    expect(world.last('connected')).toMatchObject({ resumed: false })
  })
})

describe('the window', () => {
  test('passes: its calls end, and the next HELLO does not ask', async () => {
    await using world = lasting()
    const connection = await world.connect({ backoff: { min: 100_000, max: 100_000 } })
    world.chance = 0.2
    const running = slow(world)
    firstOf(world).call('Slow.run')
    let settled = false
    const failed = failure(connection.call('A.b', [], { timeout: Infinity })).finally(() => (settled = true))
    await settle()
    await cut(world)
    await world.pass(window - 50)
    expect(settled).toBe(false)
    expect(running.signal?.aborted).toBe(false)
    await world.pass(70)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(running.signal?.aborted).toBe(true)
    expect(connection.state).toBe('waiting')
    await world.pass(6000)
    expect(world.pool.hello?.resume).toBeUndefined()
    expect(world.names).toEqual(['connected', 'disconnected', 'connected'])
    running.end?.(1)
  })

  test('passes while a HELLO is out that asks: the answer decides', async () => {
    await using world = lasting()
    world.chance = 0.97
    const connection = await world.connect({ backoff: { min: window, max: window } })
    const pool = firstOf(world)
    const result = connection.call('A.b', [], { timeout: Infinity })
    await settle()
    world.meetings.push({ window, mute: true })
    await cut(world)
    await world.pass(14_600)
    expect(world.pool.hello?.resume).toBeDefined()
    await world.pass(2000)
    world.pool.letIn()
    await settle()
    expect(world.last('connected')).toEqual({ resumed: true, id: pool.id })
    pool.peer.answer(pool.calls[0]!, 'just in time')
    expect(await result).toBe('just in time')
  })

  test('passes while a HELLO is out that is never answered: its calls end with that', async () => {
    await using world = lasting()
    world.chance = 0.97
    const connection = await world.connect({ backoff: { min: window, max: window } })
    let settled = false
    const failed = failure(connection.call('A.b', [], { timeout: Infinity })).finally(() => (settled = true))
    await settle()
    world.meetings.push({ window, mute: true })
    await cut(world)
    await world.pass(14_600)
    await world.pass(4900)
    expect(settled).toBe(false)
    await world.pass(200) // the handshake took too long
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(connection.state).toBe('waiting')
    await world.pass(window)
    expect(connection.state).toBe('connected')
    expect(world.pool.hello?.resume).toBeUndefined()
  })

  test('does not pass early because a HELLO was not answered', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const pool = firstOf(world)
    const result = connection.call('A.b', [], { timeout: Infinity })
    await settle()
    world.meetings.push({ window, mute: true })
    await cut(world)
    await world.pass(6000, 100) // the handshake took too long
    expect(world.last('connected')).toEqual({ resumed: true, id: pool.id })
    pool.peer.answer(pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('passes while a dial is not open yet: it is a new connection then', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b', [], { timeout: Infinity }))
    await settle()
    world.meetings.push(refused, { hangs: true }, { hangs: true })
    await cut(world)
    await world.pass(14_000, 100)
    expect(connection.state).toBe('connecting')
    await world.pass(1100)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await world.pass(10_000, 100)
    expect(connection.state).toBe('connected')
    expect(world.pool.hello?.resume).toBeUndefined()
  })

  test('passes also when a HELLO that asks could not be written', async () => {
    await using world = lasting()
    let token = 'short'
    const connection = await world.connect({ token: () => token })
    token = 'ü'.repeat(12 * 1024)
    const failed = failure(connection.call('A.b', [], { timeout: Infinity }))
    await settle()
    await cut(world)
    await world.pass(window - 100, 100)
    expect(connection.state).not.toBe('connected')
    expect(world.last('error')).toMatchObject({ message: expect.stringContaining('handshake') })
    await world.pass(200)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    token = 'short'
    await world.pass(30_000, 100)
    expect(connection.state).toBe('connected')
    expect(world.pool.hello?.resume).toBeUndefined()
  })

  test('is as long as the pool said', async () => {
    await using world = lasting()
    world.meetings.push({ window: 500 })
    const connection = await world.connect({ backoff: { min: 10_000 } })
    world.chance = 0.5
    const failed = failure(connection.call('A.b'))
    await settle()
    await cut(world)
    await world.pass(520)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  })
})
