import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { littleAckDelay, streamPatience, streamWindow } from '../../src/limits.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { closeStreams } from '../../src/stream/close-streams.ts'
import type { RemoteStream } from '../../src/stream/remote-stream.ts'
import { settled } from '../link/link-pair.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { allOver, drained, over, streaming, turned } from './streaming.ts'

/** A stream that gives what the test says, when it says so. */
function manual() {
  const asked: ((value: unknown) => void)[] = []
  let closed = 0
  const value = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise((resolve) => asked.push(resolve)),
      return: async () => {
        closed++
        for (const resolve of asked.splice(0)) resolve({ done: true, value: undefined })
      },
    }),
  }
  return {
    value,
    get asked() {
      return asked.length
    },
    get closed() {
      return closed
    },
    async give(item: unknown): Promise<void> {
      asked.shift()?.({ done: false, value: item })
      await settled()
    },
    async end(): Promise<void> {
      asked.shift()?.({ done: true, value: undefined })
      await settled()
    },
  }
}

async function* counted(count: number) {
  for (let n = 1; n <= count; n++) yield n
}

describe('a stream that arrived', () => {
  it('asks when it is read, and not before', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    await settled()
    expect(source.asked).toBe(0)
    const first = iterator.next()
    await settled()
    expect(source.asked).toBe(1)
    await source.give('a')
    expect(await first).toEqual({ done: false, value: 'a' })
    expect(source.asked).toBe(1) // one ahead, as far as the credit goes
  })

  it('keeps what arrives until it is taken, in order, and the end behind it', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await settled()
    for (const item of ['a', undefined, 'c']) await source.give(item)
    await source.end()
    expect(await first).toEqual({ done: false, value: 'a' })
    expect(await iterator.next()).toEqual({ done: false, value: undefined })
    expect(await iterator.next()).toEqual({ done: false, value: 'c' })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await over(scene)).toEqual(allOver)
  })

  it('may be asked several times at once, and answers in order', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const asked = [iterator.next(), iterator.next(), iterator.next(), iterator.next()]
    await settled()
    await source.give(1)
    await source.give(2)
    await source.end()
    expect(await Promise.all(asked)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
  })

  it('is read once: a second reader is told at once', async () => {
    const scene = await streaming(counted(3))
    scene.stream[Symbol.asyncIterator]()
    expect(() => scene.stream[Symbol.asyncIterator]()).toThrow(TypeError)
    expect(() => scene.stream.readable()).toThrow('it can be read once')
    const other = await streaming(counted(3))
    other.stream.readable()
    expect(() => other.stream[Symbol.asyncIterator]()).toThrow('it can be read once')
  })

  it('is done after break, and the producer has stopped', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const reading = (async () => {
      for await (const item of scene.stream) if (item === 'stop') break
    })()
    await settled()
    await source.give('stop')
    await reading
    await settled()
    expect(source.closed).toBe(1)
    expect(await over(scene)).toEqual(allOver)
  })

  it('that is cancelled while it is waited for is done', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const waiting = [iterator.next(), iterator.next()]
    await settled()
    scene.stream.cancel()
    scene.stream.cancel()
    const done = { done: true, value: undefined }
    expect(await Promise.all([...waiting, iterator.next(), iterator.return?.()])).toEqual([
      done,
      done,
      done,
      done,
    ])
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
  })

  it('that is cancelled gives nothing of what waited', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await settled()
    for (const item of [1, 2, 3]) await source.give(item)
    await first
    scene.stream.cancel()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await over(scene)).toEqual(allOver)
  })

  it('gives what came, and then the loss of the connection, with the number of items', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await settled()
    for (const item of [1, 2, 3]) await source.give(item)
    scene.dialler.transport.terminate()
    await settled()
    await first
    expect(await iterator.next()).toEqual({ done: false, value: 2 })
    expect(await iterator.next()).toEqual({ done: false, value: 3 })
    await expect(iterator.next()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'unknown',
      data: { delivered: 3 },
      message: 'the connection was lost after 3 items of this stream',
    })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
  })

  it('that was lost and then cancelled is done', async () => {
    const scene = await streaming(manual().value)
    scene.dialler.transport.terminate()
    await settled()
    scene.stream.cancel()
    expect(await drained(scene.stream)).toEqual({ items: [] })
  })

  it('is CANCELLED with its call, and gives nothing of what waited', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await settled()
    await source.give(1)
    await source.give(2)
    await first
    scene.acceptor.link.peer.cancel(scene.call)
    await expect(iterator.next()).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
  })

  it('gives what came before the producer gave up with an error, whatever its code', async () => {
    for (const code of ['ABORTED', 'CANCELLED'] as const) {
      const source = (async function* () {
        yield 1
        yield 2
        throw Object.assign(new Error('m'), { code })
      })()
      const scene = await streaming(source, {
        describeError: () => ({ code, message: 'm', execution: 'finished' }),
      })
      const iterator = scene.stream[Symbol.asyncIterator]()
      const first = iterator.next()
      await turned()
      expect(await first).toEqual({ done: false, value: 1 })
      expect(await iterator.next()).toEqual({ done: false, value: 2 })
      await expect(iterator.next()).rejects.toMatchObject({ code })
    }
  })

  it('slows its producer down: a window at most waits for a reader that does not read', async () => {
    let given = 0
    async function* large() {
      for (;;) {
        given += 10_000
        yield 'x'.repeat(10_000)
      }
    }
    const scene = await streaming(large())
    const iterator = scene.stream[Symbol.asyncIterator]()
    await Promise.all([iterator.next(), turned()])
    expect(given).toBeGreaterThan(streamWindow / 2)
    expect(given).toBeLessThanOrEqual(streamWindow + 20_000)
    const before = given
    for (let n = 0; n < 13; n++) await iterator.next()
    await turned()
    expect(given).toBeGreaterThan(before)
    await iterator.return?.()
    expect(await over(scene)).toEqual(allOver)
  })
})

/** The names that something has, its own and inherited; those of every object left out. */
function namesOf(value: object): PropertyKey[] {
  const names: PropertyKey[] = []
  for (let at = value; at !== Object.prototype; at = Object.getPrototypeOf(at) as object) {
    names.push(...Reflect.ownKeys(at))
  }
  return names.filter((name) => name !== 'constructor')
}

describe('what the application gets of a stream', () => {
  it('has no more than it may use', async () => {
    const { stream } = await streaming(counted(3))
    const names = ['readable', 'cancel', Symbol.asyncIterator, Symbol.asyncDispose]
    expect(new Set(namesOf(stream))).toEqual(new Set(names))
    const items = stream[Symbol.asyncIterator]()
    expect(new Set(namesOf(items))).toEqual(new Set(['next', 'return']))
    expect([Reflect.ownKeys(stream), Reflect.ownKeys(items)]).toEqual([[], []])
  })

  it('shows nothing of others, who wait in the same alarm', async () => {
    const { stream: result, acceptor: caller } = await streaming({ a: counted(1), b: counted(1) })
    caller.call(new ProbeCall('S.m', [{ password: 'secret' }]))
    const { a } = result as unknown as { a: RemoteStream<unknown> }
    const items = a[Symbol.asyncIterator]()
    const shown = [a, items].map((one) => inspect(one, { depth: 20, showHidden: true, getters: true }))
    expect(shown).toEqual(['StreamReader {}', 'StreamItems {}'])
    expect(JSON.stringify(result)).toBe('{"a":{},"b":{}}')
    expect(Object.prototype.toString.call(a)).toBe('[object Object]')
  })

  it('is cancelled at the end of an await using', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    {
      await using stream = scene.stream
      void stream[Symbol.asyncIterator]().next()
      await settled()
    }
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
  })

  it('is a stream to the next connection, too', async () => {
    const near = await streaming(counted(3))
    const far = await streaming({ rows: near.stream })
    const { rows } = far.stream as unknown as { rows: RemoteStream<number> }
    const reading = drained(rows)
    await turned()
    expect(await reading).toEqual({ items: [1, 2, 3] })
    expect([await over(near), await over(far)]).toEqual([allOver, allOver])
  })

  it('is closed unread, as every stream in a value that is not sent', async () => {
    const scene = await streaming(counted(3))
    closeStreams([{ rows: scene.stream }])
    expect(await over(scene)).toEqual(allOver)
    expect(await drained(scene.stream)).toEqual({ items: [] })
  })
})

describe('a stream as a ReadableStream', () => {
  it('gives all items, then ends', async () => {
    const scene = await streaming(counted(5))
    const reader = scene.stream.readable().getReader()
    const items: unknown[] = []
    const reading = (async () => {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        items.push(value)
      }
    })()
    await turned()
    await reading
    expect(items).toEqual([1, 2, 3, 4, 5])
    expect(await over(scene)).toEqual(allOver)
  })

  it('asks for nothing before somebody reads', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const readable = scene.stream.readable()
    await turned()
    expect(source.asked).toBe(0)
    const read = readable.getReader().read()
    await turned()
    await source.give(7)
    expect(await read).toEqual({ done: false, value: 7 })
  })

  it('cancels the producer', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const reader = scene.stream.readable().getReader()
    const read = reader.read()
    await turned()
    await reader.cancel()
    expect(await read).toMatchObject({ done: true })
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
  })

  it('breaks as the stream does', async () => {
    const scene = await streaming(manual().value)
    const reader = scene.stream.readable().getReader()
    const read = reader.read()
    await turned()
    scene.dialler.transport.terminate()
    await expect(read).rejects.toMatchObject({ code: 'UNAVAILABLE', data: { delivered: 0 } })
  })
})

describe('the patience of streams', () => {
  it('with a reader that never begins ends after 60 s', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    scene.clock.advance(littleAckDelay + 100) // the acknowledgements
    await settled()
    scene.clock.advance(streamPatience - littleAckDelay - 200)
    await settled()
    expect([source.closed, scene.call.releases]).toEqual([0, 0])
    scene.clock.advance(210)
    expect(await over(scene)).toEqual(allOver)
    expect(scene.call.releases).toBe(1)
    expect(await drained(scene.stream)).toMatchObject({
      items: [],
      error: { code: 'DEADLINE_EXCEEDED', message: 'nobody began to read this stream within 60 s' },
    })
  })

  it('has no end for one who has begun, and pauses', async () => {
    const source = manual()
    const scene = await streaming(source.value)
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await settled()
    await source.give(1)
    await first
    scene.clock.advance(100 * streamPatience)
    await source.give(2)
    expect(await iterator.next()).toEqual({ done: false, value: 2 })
  })

  it('is for items too, when the caller says so', async () => {
    const source = manual()
    const scene = await streaming(source.value, { idleTimeout: 500 })
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await settled()
    scene.clock.advance(499)
    await source.give(1)
    expect(await first).toEqual({ done: false, value: 1 })
    // Nobody waits now: the time does not run.
    scene.clock.advance(10_000)
    const second = iterator.next()
    await settled()
    scene.clock.advance(499)
    await settled()
    expect(source.closed).toBe(0)
    scene.clock.advance(10)
    await expect(second).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      execution: 'unknown',
      message: 'no item came for 500 ms (idleTimeout)',
    })
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
  })

  it('for items runs anew at each, for all who wait', async () => {
    const source = manual()
    const scene = await streaming(source.value, { idleTimeout: 500 })
    const iterator = scene.stream[Symbol.asyncIterator]()
    const asked = [iterator.next(), iterator.next(), iterator.next()] as const
    await settled()
    for (const item of [1, 2]) {
      scene.clock.advance(400)
      await source.give(item)
    }
    scene.clock.advance(400)
    await settled()
    expect(source.closed).toBe(0)
    scene.clock.advance(120)
    await expect(asked[2]).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    expect(await Promise.all(asked.slice(0, 2))).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ])
    expect(await over(scene)).toEqual(allOver)
  })
})

describe('the patience with a reader, once the call has its answer,', () => {
  const gone = {
    code: 'DEADLINE_EXCEEDED',
    message: 'nobody read this stream for 60 s',
    execution: 'unknown',
  }

  /** A method that has a stream in its params. */
  async function served() {
    const source = manual()
    const scene = await streaming(1)
    const { dialler: callee, acceptor: caller } = scene
    caller.call(new ProbeCall('S.m', [source.value]))
    await settled()
    const incoming = callee.calls[0] as IncomingCall
    const [stream] = incoming.params as [RemoteStream<unknown>]
    const answer = async (): Promise<void> => {
      callee.link.peer.answer(incoming, 'done')
      await settled()
    }
    /** Time goes by, and the acknowledgements too. */
    const pass = async (ms: number): Promise<void> => {
      for (const part of [100, ms - 100]) {
        scene.clock.advance(part)
        await settled()
      }
    }
    return { scene, source, items: stream[Symbol.asyncIterator](), answer, pass }
  }

  it('runs while it does not wait for an item', async () => {
    const { scene, source, items, answer, pass } = await served()
    const first = items.next()
    await settled()
    await source.give(1)
    await first
    await pass(3 * streamPatience) // the method is at work
    await answer()
    await pass(streamPatience - 10)
    expect(source.closed).toBe(0)
    await pass(120)
    expect(await over(scene)).toEqual(allOver)
    expect(source.closed).toBe(1)
    await expect(items.next()).rejects.toMatchObject(gone)
    expect(await items.next()).toEqual({ done: true, value: undefined })
  })

  it('has no end while it waits, and begins anew with each item', async () => {
    const { scene, source, items, answer, pass } = await served()
    const waiting = [items.next(), items.next()]
    await settled()
    await answer()
    await pass(10 * streamPatience)
    await source.give(1)
    await pass(10 * streamPatience) // for the second
    await source.give(2)
    expect(await Promise.all(waiting)).toEqual([1, 2].map((value) => ({ done: false, value })))
    await pass(streamPatience - 10)
    const third = items.next()
    await settled()
    await pass(streamPatience)
    await source.give(3)
    expect(await third).toEqual({ done: false, value: 3 })
    await pass(streamPatience - 10)
    expect(source.closed).toBe(0)
    await pass(120)
    await expect(items.next()).rejects.toMatchObject(gone)
    expect(await over(scene)).toEqual(allOver)
  })

  it('begins anew with an item that had come before it was wanted', async () => {
    const { scene, source, items, answer, pass } = await served()
    const first = items.next()
    await settled()
    for (const item of [1, 2, 3, 4]) await source.give(item)
    await first
    await answer()
    for (const value of [2, 3]) {
      await pass(streamPatience - 10)
      expect(await items.next()).toEqual({ done: false, value })
    }
    // What still waits goes with it.
    await pass(streamPatience + 20)
    await expect(items.next()).rejects.toMatchObject(gone)
    expect(await over(scene)).toEqual(allOver)
  })

  it('is that of before for one who never began', async () => {
    const { scene, items, answer, pass } = await served()
    await pass(streamPatience / 2)
    await answer()
    await pass(streamPatience / 2 + 20)
    await expect(items.next()).rejects.toMatchObject({
      message: 'nobody began to read this stream within 60 s',
    })
    expect(await over(scene)).toEqual(allOver)
  })

  it('leaves what has ended: it may be read whenever', async () => {
    const { scene, source, items, answer, pass } = await served()
    const first = items.next()
    await settled()
    for (const item of [1, 2, 3]) await source.give(item)
    await source.end()
    await first
    await answer()
    expect(await items.next()).toEqual({ done: false, value: 2 })
    expect(await over(scene)).toEqual(allOver)
    await pass(2 * streamPatience)
    expect(await items.next()).toEqual({ done: false, value: 3 })
    expect(await items.next()).toEqual({ done: true, value: undefined })
  })
})

describe('nothing waits in the alarm', () => {
  async function* source() {
    yield 1
  }

  it('for streams of a result that came too late', async () => {
    const scene = await streaming(1)
    const { dialler: callee, acceptor: caller } = scene
    const call = caller.call()
    await settled()
    caller.link.peer.cancel(call)
    await settled()
    callee.link.peer.answer(callee.calls[0] as IncomingCall, { rows: source() })
    expect(await over(scene)).toEqual(allOver)
    expect(call.releases).toBe(1)
  })

  it('for streams of a call that failed', async () => {
    const scene = await streaming(1)
    const { dialler: callee, acceptor: caller } = scene
    caller.call(new ProbeCall('S.m', [source()]))
    await settled()
    const incoming = callee.calls[0] as IncomingCall
    callee.link.peer.fail(incoming, { code: 'ABORTED', message: 'm', execution: 'finished' })
    expect(await over(scene)).toEqual(allOver)
    expect(await drained(incoming.params[0] as never)).toMatchObject({ error: { code: 'CANCELLED' } })
  })

  it('for streams of a call that was refused', async () => {
    const scene = await streaming(1)
    const { dialler: callee, acceptor: caller } = scene
    caller.call(new ProbeCall('S.m', [source()]))
    await settled()
    callee.link.peer.refuse(callee.calls[0] as IncomingCall, 'full')
    expect(await over(scene)).toEqual(allOver)
  })

  it('for streams of frames that mean nothing', async () => {
    const scene = await streaming(1)
    const { dialler, acceptor } = scene
    // [[99, stream 101], [3, 4444, stream 103], [2, 105, 'm', [stream 107]]], each stream an extension of type 6
    const stream = (id: number): number[] => [0xd4, 6, id]
    dialler.forge(
      new Uint8Array(
        [
          [0x93, 0x92, 99, ...stream(101)],
          [0x93, 3, 0xcd, 0x11, 0x5c, ...stream(103)],
          [0x94, 2, 105, 0xa1, 0x6d, 0x91, ...stream(107)],
        ].flat(),
      ),
    )
    await settled()
    expect([acceptor.ends, acceptor.told.at(-1)?.type]).toEqual([[], 'notify'])
    const [given] = (acceptor.told.at(-1) as unknown as { params: [AsyncIterable<unknown>] }).params
    expect(await drained(given)).toMatchObject({ items: [], error: { code: 'CANCELLED' } })
    acceptor.link.close('normal')
    expect(await over(scene)).toEqual(allOver)
  })

  it.each(['acceptor', 'dialler'] as const)('after the connection was closed by the %s', async (who) => {
    const scene = await streaming({ a: source(), b: source() })
    const { a } = scene.stream as unknown as { a: AsyncIterable<unknown> }
    void a[Symbol.asyncIterator]()
      .next()
      .catch(() => undefined)
    await settled()
    scene[who].link.close('normal')
    expect(await over(scene)).toEqual(allOver)
    expect(scene.clock.timers).toBe(0)
  })
})
