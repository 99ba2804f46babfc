import { describe, expect, test, vi } from 'vitest'
import { RpcError } from '../src/index.ts'
import { failure, settle, World } from './support/world.ts'

interface Users {
  get(id: string): Promise<{ id: string }>
  then(): void
}

describe('a call to the pool', () => {
  test('brings its result back', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, { got: call.params, from: call.method })
    expect(await connection.call('Users.get', ['a', 1])).toEqual({ got: ['a', 1], from: 'Users.get' })
    expect(await connection.call('Users.list')).toEqual({ got: [], from: 'Users.list' })
  })

  test('by a service, whose proxy can be awaited', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, call.params[0])
    const users = await Promise.resolve(connection.service<Users>('Users'))
    expect(await users.get('a')).toBe('a')
    expect(() => connection.service('Us.ers')).toThrow(TypeError)
  })

  test('carries metadata, trace, key and the time left', async () => {
    await using world = new World()
    const connection = await world.connect()
    const trace = { traceparent: '00-x' }
    const result = connection.call('A.b', [], {
      timeout: 5000,
      metadata: { user: 7 },
      idempotencyKey: 'k',
      trace,
    })
    await settle()
    const [call] = world.pool.calls
    expect(call?.meta).toEqual({ metadata: { user: 7 }, idempotencyKey: 'k', trace })
    expect(call?.deadline).toBe(5000) // the pool's clock stands at 0
    if (call !== undefined) world.pool.peer.answer(call, 1)
    expect(await result).toBe(1)
  })

  test('fails with what the pool says', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) =>
      world.pool.peer.fail(call, { code: 'NOT_FOUND', message: 'nobody', execution: 'finished', data: 7 })
    const error = await failure(connection.call('Users.get', ['a']))
    expect(error).toBeInstanceOf(RpcError)
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'nobody', data: 7, execution: 'finished' })
  })

  test.each<[unknown, unknown, unknown, RegExp]>([
    [7, [], undefined, /must be a string/],
    ['get', [], undefined, /write 'Service\.method'/],
    ['Users.get', 'id', undefined, /did you mean \['id'\]\?/],
    ['Users.get', [], { timeout: '5' }, /timeout must be a number/],
  ])('%j(%j) with %j is a rejected TypeError, never a throw', async (method, params, options, message) => {
    const world = new World()
    const connection = world.dial()
    const error = await failure(connection.call(method as string, params as unknown[], options as object))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(message)
    const notified = await failure(
      connection.notify(method as string, params as unknown[], options as object),
    )
    expect(notified).toBeInstanceOf(TypeError)
    await connection.close()
  })

  test('a value that can not travel fails only its own call, and says where it is', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, 'fine')
    const bad = failure(connection.call('A.b', [1, { f: () => 1 }]))
    const good = connection.call('A.b')
    expect(await bad).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
    expect((await bad).message).toMatch(/^A\.b: params\[1\]\.f/)
    expect(await good).toBe('fine')
    expect(world.clock.timers).toBeLessThanOrEqual(1)
  })

  test.each([
    ['full', 'RESOURCE_EXHAUSTED'],
    ['paused', 'UNAVAILABLE'],
  ] as const)('refused (%s) it is %s, not started', async (reason, code) => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.refuse(call, reason)
    expect(await failure(connection.call('A.b'))).toMatchObject({ code, execution: 'not-started' })
  })
})

describe('a notify', () => {
  test('resolves when it is handed over', async () => {
    await using world = new World()
    const connection = await world.connect()
    await connection.notify('Log.add', ['x'])
    await settle()
    expect(world.pool.notifies).toMatchObject([{ method: 'Log.add', params: ['x'] }])
  })

  test('waits while there is no connection, and keeps its place among the calls', async () => {
    await using world = new World()
    const connection = world.dial()
    const seen: string[] = []
    void connection.call('A.one').catch(() => {})
    const notified = connection.notify('A.two').then(() => seen.push('notified'))
    void connection.call('A.three').catch(() => {})
    await settle()
    await notified
    expect(world.pool.calls.map((call) => call.method)).toEqual(['A.one', 'A.three'])
    expect(world.pool.notifies.map((notify) => notify.method)).toEqual(['A.two'])
  })

  test('takes none of the calls that may be in flight', async () => {
    await using world = new World()
    world.meetings.push({ limits: { maxCalls: 1 } })
    const connection = await world.connect()
    void connection.call('A.slow').catch(() => {})
    await connection.notify('A.b')
    await settle()
    expect(world.pool.notifies).toHaveLength(1)
  })
})

describe('time', () => {
  test('that ran out after sending: unknown, and the pool is told to cancel', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.slow', [], { timeout: 200 }))
    await settle()
    await world.pass(220)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    expect(world.pool.calls[0]?.ended).toMatchObject({ code: 'CANCELLED' })
  })

  test('an answer that comes too late is dropped', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.slow', [], { timeout: 200 }))
    await settle()
    await world.pass(220)
    const [call] = world.pool.calls
    if (call !== undefined) world.pool.peer.answer(call, 'late')
    await settle()
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    expect(connection.state).toBe('connected')
  })

  test.each([0, -1])('of %i ms has passed already: nothing is sent', async (timeout) => {
    await using world = new World()
    const connection = await world.connect()
    expect(await failure(connection.call('A.b', [], { timeout }))).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      execution: 'not-started',
    })
    await settle()
    expect(world.pool.calls).toEqual([])
  })

  test('without end takes as long as it takes', async () => {
    await using world = new World()
    const connection = await world.connect()
    const result = connection.call('A.slow', [], { timeout: Infinity })
    await settle()
    await world.pass(10 * 24 * 3600 * 1000)
    const [call] = world.pool.calls
    if (call !== undefined) world.pool.peer.answer(call, 'at last')
    expect(await result).toBe('at last')
  })
})

describe('a signal', () => {
  test('that fired before: nothing is sent', async () => {
    await using world = new World()
    const connection = await world.connect()
    const signal = AbortSignal.abort('no more')
    expect(await failure(connection.call('A.b', [], { signal }))).toMatchObject({
      code: 'CANCELLED',
      execution: 'not-started',
      cause: 'no more',
    })
    await settle()
    expect(world.pool.calls).toEqual([])
  })

  test('that fires later: unknown, the pool is told, a late answer is dropped', async () => {
    await using world = new World()
    const connection = await world.connect()
    const abort = new AbortController()
    const failed = failure(connection.call('A.slow', [], { signal: abort.signal }))
    await settle()
    abort.abort('enough')
    expect(await failed).toMatchObject({ code: 'CANCELLED', execution: 'unknown', cause: 'enough' })
    await settle()
    const [call] = world.pool.calls
    expect(call?.ended).toMatchObject({ code: 'CANCELLED' })
    if (call !== undefined) world.pool.peer.answer(call, 'late')
    await settle()
    expect(connection.state).toBe('connected')
  })

  test('is let go when the call is over, however it ended', async () => {
    await using world = new World()
    const connection = await world.connect()
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const listeners = (): number => added.mock.calls.length - removed.mock.calls.length
    world.pool.serve = (call) => {
      if (call.method === 'A.ok') world.pool.peer.answer(call, 1)
      else if (call.method === 'A.refused') world.pool.peer.refuse(call, 'paused')
    }
    await connection.call('A.ok', [], { signal })
    await connection.notify('A.ok', [], { signal })
    await failure(connection.call('A.refused', [], { signal }))
    await failure(connection.call('A.bad', [() => 1], { signal }))
    const late = failure(connection.call('A.slow', [], { signal, timeout: 100 }))
    await settle()
    await world.pass(120)
    await late
    const lost = failure(connection.call('A.slow', [], { signal }))
    await settle()
    expect(listeners()).toBe(1)
    await connection.close()
    await lost
    expect(listeners()).toBe(0)
  })
})
