import { describe, expect, test } from 'vitest'
import { type Connection, msgpack, wsrpc } from '../src/index.ts'
import { failure, settle, World } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

describe('calls while there is no connection', () => {
  test('wait, and go in order once there is one', async () => {
    await using world = new World()
    world.meetings.push(refused)
    const connection = world.dial()
    const results = [1, 2, 3].map((n) => connection.call('A.b', [n]))
    await settle()
    expect(connection.state).toBe('waiting')
    await world.pass(100)
    expect(world.pool.calls.map((call) => call.params)).toEqual([[1], [2], [3]])
    for (const call of world.pool.calls) world.pool.peer.answer(call, call.params[0])
    expect(await Promise.all(results)).toEqual([1, 2, 3])
  })

  test('at most 1024; one more is refused at once', async () => {
    await using world = new World()
    world.meetings.push({ hangs: true })
    const connection = world.dial()
    const waiting = Array.from({ length: 1024 }, (_, n) => connection.call('A.b', [n]))
    const error = await failure(connection.call('A.b'))
    expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', execution: 'not-started' })
    expect(await failure(connection.notify('A.b'))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
    const ended = Promise.allSettled(waiting)
    await connection.close()
    for (const end of await ended) {
      expect(end).toMatchObject({ reason: { code: 'UNAVAILABLE', execution: 'not-started' } })
    }
  })

  test('until their deadline: UNAVAILABLE, not started, and it says why', async () => {
    await using world = new World()
    world.meetings.push({ hangs: true })
    const connection = world.dial()
    const failed = failure(connection.call('A.b', [], { timeout: 300 }))
    await world.pass(320)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect((await failed).message).toMatch(/A\.b.*no connection to the pool/)
    await world.pass(10_000)
    await world.pass(1000)
    expect(world.pool.calls, 'it is not sent later').toEqual([])
  })

  test('until their signal fires; the place is free again', async () => {
    await using world = new World()
    world.meetings.push({ hangs: true })
    const connection = world.dial()
    const abort = new AbortController()
    const waiting = Array.from({ length: 1024 }, () =>
      failure(connection.call('A.b', [], { signal: abort.signal })),
    )
    abort.abort()
    for (const error of await Promise.all(waiting)) {
      expect(error).toMatchObject({ code: 'CANCELLED', execution: 'not-started' })
    }
    const more = failure(connection.call('A.b'))
    await connection.close()
    expect(await more).toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('one whose signal fired is not sent later', async () => {
    await using world = new World()
    const connection = world.dial()
    const abort = new AbortController()
    const failed = failure(connection.call('A.b', [], { signal: abort.signal }))
    abort.abort()
    await failed
    await settle()
    expect(connection.state).toBe('connected')
    expect(world.pool.calls).toEqual([])
  })

  test('their time runs from the call, not from the sending', async () => {
    await using world = new World()
    world.meetings.push(refused)
    const connection = world.dial({ backoff: { min: 1000, max: 1000 } })
    world.chance = 0.5
    void connection.call('A.b', [], { timeout: 2000 }).catch(() => {})
    await settle()
    await world.pass(510)
    expect(world.pool.calls[0]?.deadline).toBeGreaterThan(1400)
    expect(world.pool.calls[0]?.deadline).toBeLessThanOrEqual(1500)
  })
})

describe('calls past what the pool takes at once', () => {
  test('wait here, and each answer lets one go', async () => {
    await using world = new World()
    world.meetings.push({ limits: { maxCalls: 2 } })
    const connection = await world.connect()
    const results = [1, 2, 3, 4].map((n) => connection.call('A.b', [n]))
    await settle()
    const { calls, peer } = world.pool
    expect(calls).toHaveLength(2)
    peer.answer(calls[1]!, 'b')
    await settle()
    expect(calls).toHaveLength(3)
    peer.answer(calls[0]!, 'a')
    peer.answer(calls[2]!, 'c')
    await settle()
    peer.answer(calls[3]!, 'd')
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('one that was given up still counts, until it is answered', async () => {
    await using world = new World()
    world.meetings.push({ limits: { maxCalls: 1 } })
    const connection = await world.connect()
    const given = failure(connection.call('A.slow', [], { timeout: 100 }))
    const next = connection.call('A.next')
    await settle()
    await world.pass(120)
    expect(await given).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    expect(world.pool.calls).toHaveLength(1)
    world.pool.peer.answer(world.pool.calls[0]!, 'late')
    await settle()
    expect(world.pool.calls).toHaveLength(2)
    world.pool.peer.answer(world.pool.calls[1]!, 'next')
    expect(await next).toBe('next')
  })

  test('are not overtaken by a notify, which would not have to wait', async () => {
    await using world = new World()
    world.meetings.push({ limits: { maxCalls: 1 } })
    const connection = await world.connect()
    const first = connection.call('A.first')
    const second = connection.call('A.second')
    const notified = connection.notify('A.third')
    await settle()
    expect(world.pool.notifies).toEqual([])
    world.pool.peer.answer(world.pool.calls[0]!, 1)
    await first
    await settle()
    expect(world.pool.calls).toHaveLength(2)
    await notified
    world.pool.peer.answer(world.pool.calls[1]!, 2)
    expect(await second).toBe(2)
  })

  test('wait until their deadline: DEADLINE_EXCEEDED, not started', async () => {
    await using world = new World()
    world.meetings.push({ limits: { maxCalls: 1 } })
    const connection = await world.connect()
    void connection.call('A.slow').catch(() => {})
    const failed = failure(connection.call('A.b', [], { timeout: 100 }))
    await settle()
    await world.pass(120)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'not-started' })
  })
})

/** Gives the connection as much as it takes while nothing of it arrives. */
async function fill(world: World, connection: Connection): Promise<void> {
  world.wires[0]?.hold()
  const large = ['x'.repeat(60_000)]
  for (let n = 0; n < 20; n++) {
    void connection.notify('A.large', large, { timeout: Infinity }).catch(() => {})
  }
  await settle()
}

describe('a connection that is full, since nothing arrives', () => {
  test('makes calls and notifies wait; they go when something was acknowledged', async () => {
    await using world = new World()
    const connection = await world.connect()
    await fill(world, connection)
    let handedOver = false
    const notified = connection.notify('A.small').then(() => (handedOver = true))
    const result = connection.call('A.b')
    await world.pass(1000, 10)
    expect(handedOver).toBe(false)
    world.wires[0]?.deliver()
    await notified
    await settle()
    world.wires[0]?.deliver()
    expect(world.pool.notifies.at(-1)?.method).toBe('A.small')
    world.pool.peer.answer(world.pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('is not asked again and again', async () => {
    await using world = new World()
    const connection = await world.connect()
    await fill(world, connection)
    const failed = failure(connection.call('A.b', [], { timeout: Infinity }))
    await world.pass(10_000) // what the handshake had armed
    expect(world.clock.timers).toBe(0)
    await connection.close()
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  })
})

describe('a dialect that counts nothing, over a socket that is full', () => {
  const dialect = { ...wsrpc(msgpack()), features: [] }

  test('makes calls and notifies wait until it has room', async () => {
    await using world = new World()
    const connection = await world.connect({ dialect })
    let buffered = 3 * 1024 * 1024
    Object.defineProperty(world.wires[0]!, 'bufferedAmount', { get: () => buffered })
    const notified = connection.notify('A.small')
    const result = connection.call('A.b')
    await world.pass(1000, 10)
    expect(world.pool.notifies).toEqual([])
    buffered = 0 // most sockets do not tell
    await world.pass(40)
    await notified
    expect(world.pool.notifies).toHaveLength(1)
    world.pool.peer.answer(world.pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('is looked at again at once, if it tells', async () => {
    await using world = new World()
    const connection = await world.connect({ dialect })
    const wire = world.wires[0]!
    wire.hold()
    let buffered = 3 * 1024 * 1024
    Object.defineProperty(wire, 'bufferedAmount', { get: () => buffered })
    const notified = connection.notify('A.small')
    buffered = 0
    wire.deliver()
    await notified
    await settle()
    wire.deliver()
    expect(world.pool.notifies).toHaveLength(1)
  })

  test('does not keep a connection from closing', async () => {
    await using world = new World()
    const connection = await world.connect({ dialect })
    Object.defineProperty(world.wires[0]!, 'bufferedAmount', { value: 3 * 1024 * 1024 })
    const failed = failure(connection.call('A.b'))
    await settle()
    await connection.close()
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect(world.clock.timers).toBe(0)
  })
})
