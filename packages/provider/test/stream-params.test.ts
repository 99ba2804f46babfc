import { describe, expect, test } from 'vitest'
import type { OutgoingContext, RemoteStream } from '../src/index.ts'
import { all, Numbers } from './support/numbers.ts'
import { failure, settle, World } from './support/world.ts'

/** How a call with a stream in its params comes to fail for good. @returns its error. */
const failures: Record<string, (stream: Numbers) => Promise<Error>> = {
  'a wrong name': async (stream) => {
    await using world = new World()
    return failure(world.dial().call('get', [stream]))
  },
  'a wrong option': async (stream) => {
    await using world = new World()
    return failure(world.dial().call('A.b', [stream], { timeout: Number.NaN }))
  },
  'a signal that fired before': async (stream) => {
    await using world = new World()
    return failure(world.dial().call('A.b', [stream], { signal: AbortSignal.abort() }))
  },
  'no time at all': async (stream) => {
    await using world = new World()
    return failure(world.dial().call('A.b', [stream], { timeout: 0 }))
  },
  'a connection that is closed': async (stream) => {
    await using world = new World()
    const connection = world.dial()
    await connection.close()
    return failure(connection.call('A.b', [stream]))
  },
  'a connection that is closed while it waits': async (stream) => {
    await using world = new World()
    const connection = world.dial()
    const failed = failure(connection.call('A.b', [stream]))
    await connection.close()
    return failed
  },
  'too many that wait': async (stream) => {
    await using world = new World()
    const connection = world.dial()
    for (let n = 0; n < 1024; n++) void connection.call('A.b').catch(() => {})
    return failure(connection.call('A.b', [stream]))
  },
  'its time, while it waits': async (stream) => {
    await using world = new World()
    world.meetings.push({ hangs: true })
    const failed = failure(world.dial().call('A.b', [stream], { timeout: 100 }))
    await world.pass(120)
    return failed
  },
  'its signal, while it waits': async (stream) => {
    await using world = new World()
    const abort = new AbortController()
    const failed = failure(world.dial().call('A.b', [stream], { signal: abort.signal }))
    abort.abort()
    return failed
  },
  'a neighbour that can not travel': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    return failure(connection.call('A.b', [stream, () => 1]))
  },
  'a pool that takes no streams': async (stream) => {
    await using world = new World()
    world.usual = { limits: { maxStreams: 0 } }
    const connection = await world.connect()
    return failure(connection.call('A.b', [stream]))
  },
  'a refusal': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) => world.pool.peer.refuse(call, 'full')
    return failure(connection.call('A.b', [stream]))
  },
  'the method': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.serve = (call) =>
      world.pool.peer.fail(call, { code: 'NOT_FOUND', message: 'nobody', execution: 'finished' })
    return failure(connection.call('A.b', [stream]))
  },
  'its time, under way': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b', [stream], { timeout: 100 }))
    await settle()
    await world.pass(120)
    return failed
  },
  'its signal, under way': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    const abort = new AbortController()
    const failed = failure(connection.call('A.b', [stream], { signal: abort.signal }))
    await settle()
    abort.abort()
    return failed
  },
  'a loss': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b', [stream]))
    await settle()
    world.wires[0]?.terminate()
    return failed
  },
  'a loss whose window passes': async (stream) => {
    await using world = new World()
    world.usual = { window: 1000 }
    const connection = await world.connect()
    const failed = failure(connection.call('A.b', [stream]))
    await settle()
    world.meetings.push({ hangs: true })
    world.wires[0]?.terminate()
    await settle()
    expect(stream.closed, 'it may go on').toBe(0)
    await world.pass(1100, 100)
    return failed
  },
  'a notify': async (stream) => {
    await using world = new World()
    const connection = await world.connect()
    return failure(connection.notify('A.b', [stream]))
  },
  'a notify that never goes': async (stream) => {
    await using world = new World()
    const connection = world.dial()
    const failed = failure(connection.notify('A.b', [stream]))
    await connection.close()
    return failed
  },
  'an interceptor': async (stream) => {
    const stop = (): never => {
      throw new Error('not today')
    }
    await using world = new World({ interceptors: { calls: [stop] } })
    return failure(world.dial().call('A.b', [stream]))
  },
  'what an interceptor made of it': async (stream) => {
    const spoil = (context: OutgoingContext, next: () => unknown): unknown => {
      context.options = { timeout: 0 }
      return next()
    }
    await using world = new World({ interceptors: { calls: [spoil] } })
    return failure(world.dial().call('A.b', [stream]))
  },
}

describe('a stream in the params of a call', () => {
  test.each(Object.keys(failures))('is closed, once, when the call fails by %s', async (how) => {
    const stream = new Numbers()
    expect(await failures[how]!(stream)).toBeInstanceOf(Error)
    await settle()
    expect(stream.closed).toBe(1)
    expect(stream.asked).toBe(0)
  })

  test('is not waited for with a notify: it fails at once, connected or not', async () => {
    await using world = new World()
    world.meetings.push({ hangs: true })
    const stream = new Numbers()
    const error = await failure(world.dial().notify('S.take', [{ deep: stream }]))
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      execution: 'not-started',
      message: 'S.take: a notify takes no streams, since nobody could tell how they ended: use call',
    })
    expect(stream.closed).toBe(1)
  })

  test('is closed when an interceptor answers the call by itself', async () => {
    await using world = new World({ interceptors: { calls: [() => 'from my cache'] } })
    const stream = new Numbers()
    expect(await world.dial().call('A.b', [stream])).toBe('from my cache')
    expect(stream.closed).toBe(1)
  })

  test('is left alone when an interceptor fails after the answer', async () => {
    const spoil = async (_context: OutgoingContext, next: () => unknown): Promise<never> => {
      await next()
      throw new Error('too late')
    }
    await using world = new World({ interceptors: { calls: [spoil] } })
    const connection = await world.connect()
    const stream = new Numbers(3)
    world.pool.serve = (call) => world.pool.peer.answer(call, 'begun')
    expect((await failure(connection.call('A.b', [stream]))).message).toBe('too late')
    expect(stream.closed).toBe(0)
    expect(await all(world.pool.calls[0]?.params[0])).toEqual([1, 2, 3])
  })

  test('is read by the method, also after its answer', async () => {
    await using world = new World()
    const connection = await world.connect()
    const stream = new Numbers(3)
    world.pool.serve = (call) => world.pool.peer.answer(call, 'begun')
    expect(await connection.call('A.b', [{ deep: stream }])).toBe('begun')
    const [param] = world.pool.calls[0]!.params as [{ deep: unknown }]
    expect(await all(param.deep)).toEqual([1, 2, 3])
    expect(stream.closed).toBe(0)
  })

  test('goes with the call when it was not started there, if nobody asked for an item', async () => {
    await using world = new World()
    const connection = await world.connect()
    const stream = new Numbers(3)
    const old = world.pool
    const result = connection.call('A.b', [stream])
    await settle()
    old.sayGoAway()
    old.peer.refuse(old.calls[0]!, 'draining')
    await settle()
    expect(stream.closed).toBe(0)
    const [call] = world.pool.calls
    expect(await all(call?.params[0])).toEqual([1, 2, 3])
    world.pool.peer.answer(call!, 'ok')
    expect(await result).toBe('ok')
  })

  test('keeps the call from going elsewhere once somebody asked', async () => {
    await using world = new World()
    const connection = await world.connect()
    const stream = new Numbers()
    const old = world.pool
    const failed = failure(connection.call('A.b', [stream]))
    await settle()
    const items = (old.calls[0]!.params[0] as RemoteStream<number>)[Symbol.asyncIterator]()
    expect(await items.next()).toEqual({ done: false, value: 1 })
    old.sayGoAway()
    old.peer.refuse(old.calls[0]!, 'draining')
    await settle()
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect((await failed).message).toMatch(/A\.b.*draining/)
    expect(stream.closed).toBe(1)
    expect(world.pools).toHaveLength(2)
    expect(world.pool.calls).toEqual([])
  })

  test('goes on after a resume, without loss and without doubles', async () => {
    await using world = new World()
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    const stream = new Numbers(5000)
    const pool = world.pool
    const result = connection.call('A.b', [stream])
    await settle()
    const read = all(pool.calls[0]?.params[0])
    for (let round = 0; round < 3; round++) {
      await Promise.resolve()
      world.wires.at(-1)?.terminate()
      await settle()
      await world.pass(500, 10)
    }
    expect(await read).toEqual(Array.from({ length: 5000 }, (_, n) => n + 1))
    pool.peer.answer(pool.calls[0]!, 'all')
    expect(await result).toBe('all')
    expect(world.last('connected')).toMatchObject({ resumed: true })
  })
})
