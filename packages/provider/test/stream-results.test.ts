import { describe, expect, test, vi } from 'vitest'
import type { RemoteStream } from '../src/index.ts'
import { all, Numbers } from './support/numbers.ts'
import { failure, settle, World } from './support/world.ts'

describe('a stream in a result', () => {
  test('is read at the pace of its reader', async () => {
    await using world = new World()
    const connection = await world.connect()
    const numbers = new Numbers(4)
    world.pool.serve = (call) => world.pool.peer.answer(call, { numbers })
    const { numbers: stream } = await connection.call<{ numbers: RemoteStream<number> }>('A.b')
    await settle()
    expect(numbers.asked).toBe(0)
    expect(await all(stream)).toEqual([1, 2, 3, 4])
  })

  test('holds the slot until it ended', async () => {
    await using world = new World()
    world.usual = { limits: { maxCalls: 1 } }
    const connection = await world.connect()
    world.pool.serve = (call) =>
      world.pool.peer.answer(call, call.method === 'A.stream' ? new Numbers(2) : 'next')
    const stream = await connection.call('A.stream')
    const next = connection.call('A.next')
    await settle()
    expect(world.pool.calls).toHaveLength(1)
    expect(await all(stream)).toEqual([1, 2])
    expect(await next).toBe('next')
  })

  test('is not bound by the time of the call', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, new Numbers(2))
    const stream = await connection.call('A.b', [], { timeout: 100 })
    await world.pass(5000, 100)
    expect(await all(stream)).toEqual([1, 2])
  })

  test('ends when the signal of the call fires, here and there', async () => {
    await using world = new World()
    const connection = await world.connect()
    const abort = new AbortController()
    const numbers = new Numbers()
    world.pool.serve = (call) => world.pool.peer.answer(call, numbers)
    const stream = await connection.call<RemoteStream<number>>('A.b', [], { signal: abort.signal })
    const items = stream[Symbol.asyncIterator]()
    expect(await items.next()).toEqual({ done: false, value: 1 })
    abort.abort()
    expect(await failure(items.next())).toMatchObject({ code: 'CANCELLED' })
    await settle()
    expect(numbers.closed).toBe(1)
  })

  test('lets the signal go when it ended, however', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.answer(call, new Numbers(2))
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const listeners = (): number => added.mock.calls.length - removed.mock.calls.length
    const read = await connection.call('A.b', [], { signal })
    expect(listeners()).toBe(1)
    await all(read)
    await settle()
    expect(listeners()).toBe(0)
    const left = await connection.call<RemoteStream<number>>('A.b', [], { signal })
    left.cancel()
    await settle()
    expect(listeners()).toBe(0)
    await connection.call('A.b', [], { signal })
    expect(listeners()).toBe(1)
    await connection.close()
    expect(listeners()).toBe(0)
  })

  test('that comes when nobody waits any more is ended; the slot is free then', async () => {
    await using world = new World()
    world.usual = { limits: { maxCalls: 1 } }
    const connection = await world.connect()
    const failed = failure(connection.call('A.slow', [], { timeout: 100 }))
    const next = connection.call('A.next')
    await settle()
    await world.pass(120)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    const numbers = new Numbers()
    world.pool.peer.answer(world.pool.calls[0]!, numbers)
    await settle()
    expect(numbers.closed).toBe(1)
    world.pool.peer.answer(world.pool.calls[1]!, 'next')
    expect(await next).toBe('next')
  })

  test('goes on after a resume', async () => {
    await using world = new World()
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    world.pool.serve = (call) => call.method === 'A.b' && world.pools[0]?.peer.answer(call, new Numbers(2000))
    const read = all(await connection.call('A.b'))
    for (let round = 0; round < 3; round++) {
      world.wires.at(-1)?.terminate()
      await settle()
      await world.pass(500, 10)
    }
    expect(await read).toEqual(Array.from({ length: 2000 }, (_, n) => n + 1))
  })

  test('breaks when the connection does not go on', async () => {
    await using world = new World()
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    world.pool.serve = (call) => world.pools[0]?.peer.answer(call, new Numbers())
    const stream = await connection.call<RemoteStream<number>>('A.b')
    const items = stream[Symbol.asyncIterator]()
    await items.next()
    world.meetings.push({ window: 15_000, resume: 'forget' })
    world.wires[0]?.terminate()
    await settle()
    await world.pass(100)
    const broke = failure(all({ [Symbol.asyncIterator]: () => items }))
    expect(await broke).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(connection.state).toBe('connected')
  })

  test('waits for an item no longer than `idleTimeout`', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) =>
      world.pool.peer.answer(call, { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) })
    const stream = await connection.call<RemoteStream<number>>('A.b', [], { idleTimeout: 200 })
    await world.pass(1000, 100)
    const failed = failure(all(stream))
    await world.pass(250, 10)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  })
})

test('a method of the pool that streams can be iterated at once', async () => {
  await using world = new World()
  const connection = await world.connect()
  world.pool.serve = (call) => world.pool.peer.answer(call, new Numbers(3))
  const service = connection.service<{ count(): AsyncIterable<number> }>('Numbers')
  expect(await all(service.count())).toEqual([1, 2, 3])
})

describe('a method that is served', () => {
  test('may give a stream: its slot is taken until that ended, and the pool hears when it is free', async () => {
    await using world = new World({ concurrency: 1 })
    world.provider.register('Numbers', { count: (most: number) => new Numbers(most) })
    await world.connect()
    const call = world.pool.call('Numbers.count', [3])
    await settle()
    const refusedCall = world.pool.call('Numbers.count', [3])
    await settle()
    expect(refusedCall.outcome).toEqual({ refused: 'full' })
    const statuses = world.pool.statuses.length
    const { result } = call.outcome as { result: unknown }
    expect(await all(result)).toEqual([1, 2, 3])
    await settle()
    expect(call.released).toBe(true)
    expect(world.pool.statuses).toHaveLength(statuses + 1)
  })

  test('may take one', async () => {
    await using world = new World()
    world.provider.register('Sum', {
      of: async (stream: AsyncIterable<number>) => {
        let sum = 0
        for await (const n of stream) sum += n
        return sum
      },
    })
    await world.connect()
    const call = world.pool.call('Sum.of', [new Numbers(4)])
    await settle()
    expect(call.outcome).toEqual({ result: 10 })
  })

  test('is waited for by a drain until its streams ended', async () => {
    await using world = new World()
    world.provider.register('Numbers', { count: (most: number) => new Numbers(most) })
    const connection = await world.connect()
    const call = world.pool.call('Numbers.count', [3])
    await settle()
    void connection.drain()
    await settle()
    expect(connection.state).toBe('draining')
    expect(await all((call.outcome as { result: unknown }).result)).toEqual([1, 2, 3])
    await settle()
    expect(connection.state).toBe('closed')
  })
})
