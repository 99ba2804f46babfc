import { littleAckDelay } from '../../src/limits.ts'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { RpcError } from '../../src/errors.ts'
import { linkPair, settled } from '../link/link-pair.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { allOver, drained, over, streaming, turned } from './streaming.ts'

/** What happened to a source. */
class Log {
  opened = 0
  pulled = 0
  closed = 0
}

/** Makers of streams of some items, three if nothing is said, by the kind of object that they are. */
const kinds: readonly (readonly [
  name: string,
  /** Whether it is closed when nobody began to read it: what was never opened may have nothing to close. */
  closedUnread: boolean,
  make: (log: Log, breaks?: Error, count?: number) => object,
])[] = [
  [
    'a generator',
    false,
    (log, breaks, count = 3) =>
      (async function* () {
        log.opened++
        try {
          for (let n = 1; n <= count; n++) {
            log.pulled++
            yield n
          }
          if (breaks !== undefined) throw breaks
        } finally {
          log.closed++
        }
      })(),
  ],
  [
    'an async iterable',
    false,
    (log, breaks, count = 3) => ({
      [Symbol.asyncIterator]: () => {
        log.opened++
        let n = 0
        return {
          next: async () => {
            if (++n <= count) return (log.pulled++, { done: false, value: n })
            log.closed++
            if (breaks !== undefined) throw breaks
            return { done: true, value: undefined }
          },
          return: () => (log.closed++, Promise.resolve({ done: true, value: undefined })),
        }
      },
    }),
  ],
  [
    'a ReadableStream',
    true,
    (log, breaks, count = 3) => {
      let n = 0
      return new ReadableStream(
        {
          pull: (controller) => {
            log.opened = 1
            if (++n <= count) return (log.pulled++, controller.enqueue(n))
            log.closed++
            if (breaks === undefined) controller.close()
            else controller.error(breaks)
          },
          cancel: () => void log.closed++,
        },
        { highWaterMark: 0 },
      )
    },
  ],
  [
    'a stream of Node',
    true,
    (log, breaks, count = 3) => {
      let n = 0
      return new Readable({
        objectMode: true,
        highWaterMark: 1,
        read() {
          log.opened = 1
          if (++n <= count) return (log.pulled++, void this.push(n))
          if (breaks === undefined) this.push(null)
          else this.destroy(breaks)
        },
        destroy: (error, callback) => (log.closed++, callback(error)),
      })
    },
  ],
]

describe.each(kinds)('the source %s', (_name, closedUnread, make) => {
  it('gives its items and its end', async () => {
    const log = new Log()
    const scene = await streaming(make(log))
    expect([log.opened, scene.call.releases]).toEqual([0, 0])
    const reading = drained(scene.stream)
    await turned()
    expect(await reading).toEqual({ items: [1, 2, 3] })
    expect(await over(scene)).toEqual(allOver)
    expect([log.closed, scene.call.releases]).toEqual([1, 1])
  })

  it('gives the error that it broke with, and not its stack', async () => {
    const log = new Log()
    const breaks = Object.assign(new RangeError('broken'), { secret: 1 })
    const scene = await streaming(make(log, breaks))
    const reading = drained(scene.stream)
    await turned()
    const { items, error } = await reading
    expect(items).toEqual([1, 2, 3])
    expect(error).toMatchObject({ code: 'UNKNOWN', message: 'broken', execution: 'finished' })
    expect((error as RpcError).cause).toMatchObject({ name: 'RangeError' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(await over(scene)).toEqual(allOver)
    expect(log.closed).toBe(1)
  })

  it('is closed when its reader stops in the middle', async () => {
    const log = new Log()
    const scene = await streaming(make(log, undefined, 1e6))
    const reading = (async () => {
      for await (const item of scene.stream) if (item === 1) break
    })()
    await turned()
    await reading
    expect(await over(scene)).toEqual(allOver)
    expect([log.closed, scene.call.releases]).toEqual([1, 1])
  })

  it('that nobody began to read is closed, and was never opened', async () => {
    const log = new Log()
    const scene = await streaming(make(log))
    scene.stream.cancel()
    expect(await over(scene)).toEqual(allOver)
    expect([log.opened, log.pulled, scene.call.releases]).toEqual([0, 0, 1])
    expect(log.closed).toBe(closedUnread ? 1 : 0)
  })

  it('is closed when its connection is lost', async () => {
    const log = new Log()
    const scene = await streaming(make(log, undefined, 1e6))
    const iterator = scene.stream[Symbol.asyncIterator]()
    const first = iterator.next()
    await turned()
    expect(await first).toEqual({ done: false, value: 1 })
    scene.acceptor.link.close('normal')
    await turned()
    await drained({ [Symbol.asyncIterator]: () => iterator })
    expect(await over(scene)).toEqual(allOver)
    expect([log.closed, scene.call.releases]).toEqual([1, 1])
  })

  it('is sent once: neither twice nor after its end', async () => {
    const value = make(new Log()) as AsyncIterable<unknown>
    const scene = await streaming(value)
    const { dialler: callee } = scene
    const again = (): unknown => callee.call(new ProbeCall('S.m', [value]))
    expect(again).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', execution: 'not-started' }) as Error,
    )
    const reading = drained(scene.stream)
    await turned()
    await reading
    expect(again).toThrow('sent already')
    expect(await over(scene)).toEqual(allOver)
  })
})

describe('a source that does what it should not', () => {
  const closed: string[] = []
  it.each<[what: string, value: object, error: object]>([
    [
      'throws when it is opened',
      {
        [Symbol.asyncIterator]: () => {
          throw new RpcError('NOT_FOUND', 'no such file')
        },
      },
      { code: 'NOT_FOUND', message: 'no such file' },
    ],
    [
      'throws at once when it is asked',
      {
        [Symbol.asyncIterator]: () => ({
          next: () => {
            throw new TypeError('broken')
          },
        }),
      },
      { code: 'UNKNOWN', message: 'broken' },
    ],
    ['gives no iterator', { [Symbol.asyncIterator]: () => undefined }, { code: 'UNKNOWN' }],
    [
      'gives no result',
      { [Symbol.asyncIterator]: () => ({ next: async () => undefined }) },
      { code: 'UNKNOWN' },
    ],
    [
      'gives what can not travel',
      {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: { deep: [Symbol('s')] } }),
          return: () => closed.push('closed'),
        }),
      },
      { code: 'INVALID_ARGUMENT', message: expect.stringContaining('item.deep[0]') as string },
    ],
    [
      'gives an item over the limits of the other side',
      {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: new Uint8Array(17 * 2 ** 20) }),
        }),
      },
      { code: 'INVALID_ARGUMENT', message: expect.stringContaining('maxMessageBytes') as string },
    ],
  ])('%s', async (_what, value, error) => {
    const scene = await streaming(value)
    const reading = drained(scene.stream)
    await turned()
    expect(await reading).toMatchObject({ items: [], error })
    expect(await over(scene)).toEqual(allOver)
    expect(scene.call.releases).toBe(1)
  })

  it('was closed, where it could be', () => {
    expect(closed).toEqual(['closed'])
  })

  it.each<[what: string, end: object]>([
    ['has a return() that rejects', { return: () => Promise.reject(new Error('no')) }],
    [
      'has a return() that throws',
      {
        return: () => {
          throw new Error('no')
        },
      },
    ],
    ['has no return()', {}],
  ])('ends all the same when it %s', async (_what, end) => {
    let pulls = 0
    const scene = await streaming({
      [Symbol.asyncIterator]: () => ({
        ...end,
        next: async () => ({ done: false, value: pulls++ }),
      }),
    })
    const reading = (async () => {
      for await (const _ of scene.stream) break
    })()
    await turned()
    await reading
    expect(await over(scene)).toEqual(allOver)
    expect([scene.call.releases, pulls > 0]).toEqual([1, true])
  })

  it('gives items that are not wanted any more: those that hold streams are closed', async () => {
    let closes = 0
    let give: (value: unknown) => void = () => undefined
    async function* inner() {
      yield 1
    }
    const nested = Object.assign(inner(), {
      return: async () => (closes++, { done: true, value: undefined }),
    })
    const scene = await streaming({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise((resolve) => (give = (value) => resolve({ done: false, value }))),
        return: async () => undefined,
      }),
    })
    const waiting = scene.stream[Symbol.asyncIterator]().next()
    await settled()
    scene.stream.cancel()
    expect(await waiting).toEqual({ done: true, value: undefined })
    await settled()
    give({ nested })
    await settled()
    expect(closes).toBe(1)
    expect(await over(scene)).toEqual(allOver)
  })

  it('gives a large item with a stream in it, which is cancelled on its way: both end', async () => {
    let closes = 0
    async function* inner() {
      yield 1
    }
    const nested = Object.assign(inner(), {
      return: async () => (closes++, { done: true as const, value: undefined }),
    })
    async function* outer() {
      yield { bytes: new Uint8Array(2_000_000), nested }
    }
    const scene = await streaming(outer())
    const { acceptor: caller, dialler: callee } = scene
    callee.transport.hold()
    const waiting = scene.stream[Symbol.asyncIterator]().next()
    await settled()
    expect(callee.link.isIdle).toBe(false)
    scene.stream.cancel()
    expect(await waiting).toEqual({ done: true, value: undefined })
    for (let n = 0; n < 5; n++) {
      await settled()
      callee.transport.deliver()
    }
    await settled()
    callee.transport.deliver()
    scene.clock.advance(littleAckDelay + 10)
    await settled()
    callee.transport.deliver()
    await settled()
    expect([closes, callee.link.peer.incoming, callee.link.peer.streams]).toEqual([1, 0, 0])
    expect([caller.link.peer.outgoing, caller.link.peer.streams, scene.call.releases]).toEqual([0, 0, 1])
  })

  it('tells its errors as the host describes them', async () => {
    const pair = await linkPair({
      describeError: () => ({ code: 'INTERNAL', message: 'id 7', execution: 'finished' }),
    })
    const call = pair.acceptor.call()
    await settled()
    const broken = (async function* () {
      yield* [] as number[]
      throw new Error('secret')
    })()
    pair.dialler.link.peer.answer(pair.dialler.calls[0] as never, broken)
    await settled()
    const reading = drained((call.ends[0] as unknown as { value: AsyncIterable<unknown> }).value)
    await turned()
    expect(await reading).toMatchObject({ error: { code: 'INTERNAL', message: 'id 7' } })
  })

  it('that can not even be described is INTERNAL', async () => {
    const pair = await linkPair({
      describeError: () => {
        throw new Error('secret')
      },
    })
    const call = pair.acceptor.call()
    await settled()
    const broken = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('secret')) }) }
    pair.dialler.link.peer.answer(pair.dialler.calls[0] as never, broken)
    await settled()
    const reading = drained((call.ends[0] as unknown as { value: AsyncIterable<unknown> }).value)
    await turned()
    const { error } = await reading
    expect(error).toMatchObject({ code: 'INTERNAL', message: 'the stream broke' })
  })
})

describe('streams in params', () => {
  it('are read by the method, both ways at once', async () => {
    const pair = await linkPair()
    const { dialler: callee, acceptor: caller } = pair
    callee.serve = (incoming) => {
      const [items] = incoming.params as [AsyncIterable<number>]
      async function* doubled() {
        for await (const item of items) yield item * 2
      }
      callee.link.peer.answer(incoming, doubled())
    }
    async function* source() {
      for (let n = 1; n <= 100; n++) yield n
    }
    const call = caller.call(new ProbeCall('S.m', [source()]))
    await turned()
    const reading = drained((call.ends[0] as unknown as { value: AsyncIterable<unknown> }).value)
    await turned()
    const { items } = await reading
    expect(items).toEqual(Array.from({ length: 100 }, (_, at) => 2 * (at + 1)))
    expect([await over(pair), call.releases]).toEqual([allOver, 1])
  })

  it.each(['to its end', 'to the middle', 'never'] as const)(
    'may be passed on, and are read %s',
    async (how) => {
      const pair = await linkPair()
      const { dialler: callee, acceptor: caller } = pair
      callee.serve = (incoming) => callee.link.peer.answer(incoming, { back: incoming.params[0] })
      let closed = 0
      async function* source() {
        try {
          for (let n = 1; n <= 5; n++) yield n
        } finally {
          closed++
        }
      }
      const call = caller.call(new ProbeCall('S.echo', [source()]))
      await turned()
      const { back } = (
        call.ends[0] as unknown as { value: { back: AsyncIterable<number> & { cancel(): void } } }
      ).value
      const items: number[] = []
      const reading = (async () => {
        if (how === 'never') return back.cancel()
        for await (const item of back) {
          items.push(item)
          if (how === 'to the middle' && item === 2) break
        }
      })()
      await turned()
      await reading
      expect(items).toEqual({ 'to its end': [1, 2, 3, 4, 5], 'to the middle': [1, 2], never: [] }[how])
      expect([await over(pair), call.releases, closed]).toEqual([allOver, 1, how === 'never' ? 0 : 1])
    },
  )

  it('are refused where the connection has none', async () => {
    const { acceptor } = await linkPair({ features: ['parts'] })
    async function* source() {
      yield 1
    }
    expect(() => acceptor.call(new ProbeCall('S.m', [{ rows: source() }]))).toThrow(
      expect.objectContaining({ code: 'UNIMPLEMENTED', execution: 'not-started' }) as Error,
    )
  })

  it('can not travel with a NOTIFY: nobody could tell how they ended', async () => {
    const { acceptor } = await linkPair()
    async function* source() {
      yield 1
    }
    expect(() => acceptor.link.notify('S.m', [source()], undefined)).toThrow('params[0]')
  })
})
