import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cut, firstOf, lasting, slow, swallow, window } from './support/lasting.ts'
import { failure, settle, World } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a connection that lost its socket', () => {
  test('asks at the next dial to go on, and is the same again', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const { id, secret, hello } = firstOf(world)
    expect(hello?.resume, 'the first time there is nothing').toBeUndefined()
    await cut(world)
    expect(connection.state).toBe('waiting')
    await world.pass(100)
    expect(connection.state).toBe('connected')
    expect(world.pool.hello?.resume).toEqual({ connection: id, secret, received: 0 })
    expect(world.pool.released).toBe(true)
    expect(world.told).toEqual([
      ['connected', { resumed: false, id }],
      ['disconnected', { code: 1006, reason: '', willRetry: true }],
      ['connected', { resumed: true, id }],
    ])
  })

  test('says how much it has received', async () => {
    await using world = lasting()
    world.provider.register('Echo', { say: (x: unknown) => x })
    await world.connect()
    for (let n = 1; n <= 3; n++) {
      firstOf(world).call('Echo.say', [n])
      await settle()
    }
    await cut(world)
    await world.pass(100)
    expect(world.pool.hello?.resume?.received).toBe(3)
  })

  test('tells what it offers again, after what is sent again', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const seen: string[] = []
    const pool = firstOf(world)
    swallow(world)
    const result = connection.call('A.b')
    await settle()
    await cut(world)
    world.provider.update({ labels: { region: 'eu' } })
    connection.update({ paused: true })
    const before = pool.statuses.length
    pool.serve = () => seen.push(`call, ${pool.statuses.length - before} statuses`)
    await world.pass(100)
    expect(seen).toEqual(['call, 0 statuses'])
    expect(pool.statuses.slice(before), 'nothing of what was said to nobody').toMatchObject([
      { labels: { region: 'eu' }, paused: true },
    ])
    pool.peer.answer(pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('its calls in flight go on: one that has arrived, and one that was on its way', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const pool = firstOf(world)
    const arrived = connection.call('A.arrived')
    await settle()
    swallow(world)
    const onTheWay = connection.call('A.onTheWay')
    await settle()
    await cut(world)
    await world.pass(100)
    expect(
      pool.calls.map((call) => call.method),
      'each once',
    ).toEqual(['A.arrived', 'A.onTheWay'])
    for (const call of pool.calls) pool.peer.answer(call, call.method)
    expect(await Promise.all([arrived, onTheWay])).toEqual(['A.arrived', 'A.onTheWay'])
  })

  test('an answer of the pool that was on its way comes again', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const pool = firstOf(world)
    const result = connection.call('A.b')
    await settle()
    world.farWires[0]?.hold()
    pool.peer.answer(pool.calls[0]!, 'late, but here')
    await settle()
    await cut(world)
    await world.pass(100)
    expect(await result).toBe('late, but here')
  })

  test('a method that ends meanwhile is answered afterwards; its signal did not fire', async () => {
    await using world = lasting()
    const running = slow(world)
    await world.connect()
    const call = firstOf(world).call('Slow.run')
    await settle()
    await cut(world)
    expect(call.interrupted).toBe(true)
    expect(running.signal?.aborted).toBe(false)
    running.end?.('done')
    await settle()
    expect(call.outcome).toBeUndefined()
    await world.pass(100)
    expect(call.outcome).toEqual({ result: 'done' })
    expect(running.signal?.aborted).toBe(false)
  })

  test('calls that are made meanwhile wait, and go out afterwards, in order', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const pool = firstOf(world)
    swallow(world)
    const results = [connection.call('A.first')]
    await settle()
    await cut(world)
    results.push(connection.call('A.second'), connection.call('A.third'))
    const notified = connection.notify('A.fourth')
    const late = failure(connection.call('A.late', [], { timeout: 50 }))
    await world.pass(60)
    expect(await late).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect((await late).message).toMatch(/no connection to the pool/)
    await world.pass(40)
    await notified
    expect(pool.calls.map((call) => call.method)).toEqual(['A.first', 'A.second', 'A.third'])
    expect(pool.notifies.map((notify) => notify.method)).toEqual(['A.fourth'])
    for (const call of pool.calls) pool.peer.answer(call, call.method)
    expect(await Promise.all(results)).toEqual(['A.first', 'A.second', 'A.third'])
  })

  test('a call whose time runs out meanwhile: unknown, and the pool hears of it afterwards', async () => {
    await using world = lasting()
    world.chance = 0.5
    const connection = await world.connect({ backoff: { min: 2000 } })
    const pool = firstOf(world)
    const failed = failure(connection.call('A.slow', [], { timeout: 500 }))
    await settle()
    await cut(world)
    await world.pass(520)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    expect(pool.calls[0]?.ended).toBeUndefined()
    await world.pass(1000)
    expect(connection.state).toBe('connected')
    expect(pool.calls[0]?.ended).toMatchObject({ code: 'CANCELLED' })
  })

  test('goes on after dials that failed, and again after the next loss', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const pool = firstOf(world)
    const result = connection.call('A.b', [], { timeout: Infinity })
    await settle()
    for (let round = 0; round < 3; round++) {
      world.meetings.push(refused, { hangs: true }, { subprotocol: 'other' })
      await cut(world)
      await world.pass(11_000, 50)
      expect(connection.state).toBe('connected')
      expect(world.last('connected')).toEqual({ resumed: true, id: pool.id })
    }
    pool.peer.answer(pool.calls[0]!, 'still')
    expect(await result).toBe('still')
    expect(pool.calls).toHaveLength(1)
  })

  test('goes on after a socket that broke while it was told what it lacks', async () => {
    await using world = lasting()
    const connection = await world.connect()
    const pool = firstOf(world)
    swallow(world)
    const result = connection.call('A.b')
    await settle()
    world.meetings.push({ window, mute: true })
    await cut(world)
    await world.pass(10)
    const wire = world.wires[1]!
    wire.send = () => {
      wire.receiver?.closed({ code: 1006, reason: '' })
      return false
    }
    world.pools[1]?.letIn()
    await settle()
    expect(connection.state).toBe('waiting')
    await world.pass(300)
    expect(world.told.slice(1)).toEqual([
      ['disconnected', { code: 1006, reason: '', willRetry: true }],
      ['disconnected', { code: 1006, reason: '', willRetry: true }],
      ['connected', { resumed: true, id: pool.id }],
    ])
    pool.peer.answer(pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('goes on when the pool fell silent', async () => {
    await using world = lasting()
    world.meetings.push({ window, heartbeat: { interval: 1000, misses: 2 } })
    const connection = await world.connect()
    const pool = firstOf(world)
    const result = connection.call('A.b')
    await settle()
    swallow(world)
    await world.pass(3100)
    expect(world.last('disconnected')).toMatchObject({ code: 4409, willRetry: true })
    await world.pass(100)
    expect(world.last('connected')).toEqual({ resumed: true, id: pool.id })
    pool.peer.answer(pool.calls[0]!, 'there')
    expect(await result).toBe('there')
    await world.pass(900)
    expect(connection.state, 'its watchdog began anew').toBe('connected')
  })

  test('may end up at another URL, which is then the one that it is at', async () => {
    await using world = lasting()
    let n = 0
    const connection = world.provider.connect(() => `ws://pool${++n}.test/`)
    await connection.ready
    await cut(world)
    await world.pass(100)
    expect(connection.state).toBe('connected')
    firstOf(world).sayGoAway({ url: 'ws://pool2.test/elsewhere' })
    await settle()
    await world.pass(100)
    expect(world.dials.at(-1)?.request.url.href).toBe('ws://pool2.test/elsewhere')
  })

  test.each(['goingAway', 'overloaded', 'internal'] as const)(
    'is not asked for when the pool closed it: %s',
    async (name) => {
      await using world = lasting()
      const connection = await world.connect()
      connection.on('error', () => {})
      firstOf(world).close(name)
      await settle()
      await world.pass(100)
      expect(connection.state).toBe('connected')
      expect(world.pool.hello?.resume).toBeUndefined()
      expect(world.last('connected')).toEqual({ resumed: false, id: world.pool.id })
    },
  )

  test('is not asked for when the pool did not offer it', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b'))
    await settle()
    await cut(world)
    expect(await failed, 'at once').toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    await world.pass(100)
    expect(world.pool.hello?.resume).toBeUndefined()
  })
})

test('the secret is in no event, no error, no log and nothing that is printed', async () => {
  const printed: unknown[] = []
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, name).mockImplementation((...args: unknown[]) => void printed.push(...args))
  }
  const world = lasting()
  const connection = await world.connect()
  connection.removeAllListeners('error') // so that errors are printed
  const errors = [failure(connection.call('A.b'))]
  await settle()
  world.meetings.push(refused, { window, welcome: { received: 1000 } }, { window, version: 9 })
  await cut(world)
  await world.pass(1000, 20)
  await connection.close()
  errors.push(failure(connection.call('A.b')))
  const all = [world.told, printed, await Promise.all(errors), connection, world.provider]
  const text = inspect(all, { depth: Infinity, showHidden: true })
  expect(text).toContain('1006')
  expect(printed.length).toBeGreaterThan(0)
  for (const { secret } of world.pools) expect(text).not.toContain(secret)
})
