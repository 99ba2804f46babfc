import { describe, expect, it } from 'vitest'
import { handler, json, msgpack, Provider, type RemoteStream } from '@wsrpc/provider'
import { Pool, RpcError } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback } from '../support/pools.ts'

/** What the tests look at: which sources were pulled, and which were closed. */
class Tap {
  pulled = 0
  closed = 0
  readonly #onClosed: (() => void)[] = []

  async *count(to = Infinity): AsyncGenerator<number> {
    try {
      for (let n = 0; n < to; n++) {
        this.pulled++
        yield n
      }
    } finally {
      this.closed++
      for (const tell of this.#onClosed.splice(0)) tell()
    }
  }

  async whenClosed(): Promise<void> {
    if (this.closed === 0) await new Promise<void>((resolve) => this.#onClosed.push(resolve))
  }
}

async function* of<T>(...items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/** What the provider serves. */
class Streams {
  readonly #tap: Tap

  constructor(tap: Tap) {
    this.#tap = tap
  }

  count(to?: number): AsyncIterable<number> {
    return this.#tap.count(to)
  }
  async later(to: number): Promise<AsyncIterable<number>> {
    await new Promise((resolve) => setImmediate(resolve))
    return this.#tap.count(to)
  }
  readable(text: string): ReadableStream<string> {
    return new ReadableStream({
      start(controller) {
        for (const character of text) controller.enqueue(character)
        controller.close()
      },
    })
  }
  bytes(): AsyncIterable<Uint8Array> {
    return of(new Uint8Array([1, 2]), new Uint8Array(100_000).fill(3))
  }
  two(): {
    readonly name: string
    readonly left: AsyncIterable<number>
    readonly right: AsyncIterable<string>[]
  } {
    return { name: 'two', left: of(1, 2), right: [of('a'), of('b', 'c')] }
  }
  async *nested(): AsyncGenerator<{ readonly inner: AsyncIterable<number> }> {
    yield { inner: of(1, 2) }
    yield { inner: of(3) }
  }
  async *breaks(): AsyncGenerator<number> {
    yield 1
    throw new RpcError('OUT_OF_RANGE', 'no more rows', { data: { row: 2 } })
  }
  async sum(numbers: AsyncIterable<number>): Promise<number> {
    return (await all(numbers)).reduce((sum, n) => sum + n, 0)
  }
  async first(numbers: AsyncIterable<number>): Promise<number | undefined> {
    for await (const n of numbers) return n
    return undefined
  }
  async *double(numbers: AsyncIterable<number>): AsyncGenerator<number> {
    for await (const n of numbers) yield 2 * n
  }
  never(_numbers: AsyncIterable<number>): string {
    return 'not read'
  }
}

async function stage(
  codec = msgpack(),
): Promise<AsyncDisposable & { pool: Pool; provider: Provider; tap: Tap; url: string }> {
  const pool = new Pool()
  pool.bind('/pool', { callbacks: { Store: new Streams(new Tap()) } })
  const { url } = await pool.listen(loopback)
  const provider = new Provider()
  const tap = new Tap()
  provider.register('Streams', new Streams(tap))
  await provider.connect(`${url}/pool`, { codec }).ready
  await connections(pool, 1)
  return {
    pool,
    provider,
    tap,
    url,
    async [Symbol.asyncDispose]() {
      await provider.close()
      await pool.close()
    },
  }
}

describe.each([msgpack(), json()])('streams over $name', (codec) => {
  expectNothingLeft()

  it('are iterated without a word about them', async () => {
    await using place = await stage(codec)
    const service = place.pool.service<Streams>('Streams')
    const seen: number[] = []
    for await (const n of service.count(5)) seen.push(n)
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(await all(service.later(3))).toEqual([0, 1, 2])
    expect((await all(service.readable('hé!'))).join('')).toBe('hé!')
    expect(place.pool.stats()).toMatchObject({ inFlight: 0, succeeded: 3 })
  })

  it('carry bytes, small and large', async () => {
    await using place = await stage(codec)
    const [small, large] = await all(place.pool.service<Streams>('Streams').bytes())
    expect(small).toEqual(new Uint8Array([1, 2]))
    expect(large).toEqual(new Uint8Array(100_000).fill(3))
  })

  it('stand anywhere in a value, several at once, and in the items of others', async () => {
    await using place = await stage(codec)
    const service = place.pool.service<Streams>('Streams')
    const { name, left, right } = await service.two()
    expect([name, await all(left), ...(await Promise.all(right.map(all)))]).toEqual([
      'two',
      [1, 2],
      ['a'],
      ['b', 'c'],
    ])
    const inner: number[][] = []
    for await (const item of service.nested()) inner.push(await all(item.inner))
    expect(inner).toEqual([[1, 2], [3]])
    expect(place.pool.stats()).toMatchObject({ inFlight: 0 })
  })

  it('bring the error of their source, with its code and data, after what came before it', async () => {
    await using place = await stage(codec)
    const seen: number[] = []
    const reading = (async () => {
      for await (const n of place.pool.service<Streams>('Streams').breaks()) seen.push(n)
    })()
    await expect(reading).rejects.toMatchObject({
      code: 'OUT_OF_RANGE',
      message: 'no more rows',
      data: { row: 2 },
    })
    expect(seen).toEqual([1])
  })

  it('go up, and both ways at once', async () => {
    await using place = await stage(codec)
    const service = place.pool.service<Streams>('Streams')
    expect(await service.sum(of(1, 2, 3))).toBe(6)
    expect(await all(service.double(of(1, 2, 3)))).toEqual([2, 4, 6])
    const up = new Tap()
    expect(await service.first(up.count())).toBe(0)
    await up.whenClosed()
  })

  it('go with calls of the provider to the pool, too', async () => {
    await using place = await stage(codec)
    const connection = place.provider.connect(`${place.url}/pool`, { codec })
    const store = connection.service<Streams>('Store')
    expect(await all(store.double(of(1, 2)))).toEqual([2, 4])
    expect(await store.sum(of(4, 5))).toBe(9)
  })
})

describe('a stream and its consumer', () => {
  expectNothingLeft()

  it('a slow consumer stops the producer, whose source is not pulled', async () => {
    await using place = await stage()
    const stream = await place.pool.service<Streams>('Streams').count()
    const items = stream[Symbol.asyncIterator]()
    expect(await items.next()).toEqual({ done: false, value: 0 })
    // All that it may send ahead has come once nothing is on its way any more.
    for (let before = -1; before !== place.tap.pulled;) {
      before = place.tap.pulled
      await place.pool.call('Streams.never', [of()])
    }
    const ahead = place.tap.pulled
    // 256 KiB of items of 4 to 8 bytes.
    expect(ahead).toBeGreaterThan(10_000)
    expect(ahead).toBeLessThan(80_000)
    await place.pool.call('Streams.never', [of()])
    expect(place.tap.pulled).toBe(ahead)
    await items.return?.()
    await place.tap.whenClosed()
  })

  it('break after three items: the producer is closed, and nothing is left', async () => {
    await using place = await stage()
    let seen = 0
    for await (const _ of place.pool.service<Streams>('Streams').count()) if (++seen === 3) break
    await place.tap.whenClosed()
    while (place.pool.stats().inFlight > 0) await place.pool.call('Streams.never', [of()])
    expect(place.pool.stats()).toMatchObject({ inFlight: 0, open: 0 })
  })

  it('an abort ends a stream whose call was answered long ago', async () => {
    await using place = await stage()
    const giveUp = new AbortController()
    const stream = await place.pool.call<RemoteStream<number>>('Streams.count', [], { signal: giveUp.signal })
    const seen: number[] = []
    const reading = (async () => {
      for await (const n of stream) {
        seen.push(n)
        if (n === 2) giveUp.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(seen).toEqual([0, 1, 2])
    await place.tap.whenClosed()
  })

  it("the call's timeout ends with its result", async () => {
    await using place = await stage()
    const stream = await place.pool.call<RemoteStream<number>>('Streams.count', [3], { timeout: 5000 })
    expect(await all(stream)).toEqual([0, 1, 2])
  })

  it('an item that does not come within idleTimeout fails the stream, and the producer hears of it', async () => {
    await using place = await stage()
    let closed: () => void = () => {}
    const whenClosed = new Promise<void>((resolve) => (closed = resolve))
    place.provider.register('Silent', {
      wait: handler(async function* (context) {
        try {
          yield 1
          // In the middle of this a generator can't be closed: the signal is what ends it.
          await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
        } finally {
          closed()
        }
      }),
    })
    const stream = await place.pool.call<RemoteStream<number>>('Silent.wait', [], { idleTimeout: 50 })
    await expect(all(stream)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: 'no item came for 50 ms (idleTimeout)',
    })
    await whenClosed
  })

  it('a lost connection ends it with the number of items that came', async () => {
    await using place = await stage()
    const stream = await place.pool.call<RemoteStream<number>>('Streams.count')
    let seen = 0
    const reading = (async () => {
      for await (const _ of stream) if (++seen === 10) void place.provider.close()
    })()
    await expect(reading).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      data: { delivered: expect.any(Number) },
    })
    const error: unknown = await reading.catch((reason: unknown) => reason)
    expect((error as RpcError).data).toEqual({ delivered: seen })
    await place.tap.whenClosed()
  })

  it('is read once', async () => {
    await using place = await stage()
    const stream = await place.pool.call<RemoteStream<number>>('Streams.count', [2])
    expect(await all(stream)).toEqual([0, 1])
    expect(() => stream[Symbol.asyncIterator]()).toThrow('it can be read once')
    const readable = (await place.pool.call<RemoteStream<number>>('Streams.count', [2])).readable()
    expect(await all(readable)).toEqual([0, 1])
  })

  it('what is no stream says so when it is iterated', async () => {
    await using place = await stage()
    const service = place.pool.service<{ never(items: AsyncIterable<number>): AsyncIterable<number> }>(
      'Streams',
    )
    await expect(all(service.never(of(1)))).rejects.toThrow('the method returned no stream')
  })
})

describe('a stream in the params of a call', () => {
  expectNothingLeft()

  it('is closed when the call is never sent', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const tap = new Tap()
    const source = tap.count()
    await source.next()
    await expect(pool.call('Nobody.home', [source], { timeout: 20 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    })
    await tap.whenClosed()
  })

  it('is closed when another value of the call can not travel', async () => {
    await using place = await stage()
    const tap = new Tap()
    const source = tap.count()
    await source.next()
    await expect(place.pool.call('Streams.sum', [source, () => {}])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      execution: 'not-started',
    })
    await tap.whenClosed()
  })

  it('goes to the provider that takes streams', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using none = new Provider({ name: 'none', limits: { maxStreams: 0 } })
    none.register('Streams', new Streams(new Tap()))
    none.connect(`${url}/pool`)
    await connections(pool, 1)
    const alone = new Tap()
    await expect(pool.call('Streams.sum', [alone.count(3)])).rejects.toMatchObject({
      code: 'UNIMPLEMENTED',
      execution: 'not-started',
      message: "Streams.sum: the other side takes no streams (its provider 'none')",
    })
    await using takes = new Provider({ name: 'takes' })
    takes.register('Streams', new Streams(new Tap()))
    takes.connect(`${url}/pool`)
    await connections(pool, 2)
    for (let n = 0; n < 10; n++) expect(await pool.call('Streams.sum', [of(1, 2, 3)])).toBe(6)
    expect(pool.stats()).toMatchObject({ retries: 0, refused: 0, inFlight: 0, streams: 0 })
  })

  it('goes to the provider that has room for more', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using one = new Provider({ limits: { maxStreams: 2 } })
    await using two = new Provider({ limits: { maxStreams: 2 } })
    for (const [index, provider] of [one, two].entries()) {
      provider.register('Streams', new Streams(new Tap()))
      provider.connect(`${url}/pool`)
      await connections(pool, index + 1)
    }
    let [open, run] = [(): void => {}, 0]
    const gate = new Promise<void>((resolve) => (open = resolve))
    const gated = async function* (): AsyncGenerator<number> {
      await gate
      yield ++run
    }
    const sums = Array.from({ length: 4 }, () => pool.call('Streams.sum', [gated()]))
    expect(pool.stats()).toMatchObject({ inFlight: 4, streams: 4 })
    await expect(pool.call('Streams.sum', [of(1)])).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
    open()
    await Promise.all(sums)
    expect(pool.stats()).toMatchObject({ succeeded: 4, streams: 0 })
  })

  it('can not go with a notify', async () => {
    await using place = await stage()
    const tap = new Tap()
    const source = tap.count()
    await source.next()
    await expect(place.pool.notify('Streams.sum', [source])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      execution: 'not-started',
      message: 'Streams.sum: a notify takes no streams, since nobody could tell how they ended: use call',
    })
    await tap.whenClosed()
  })

  it('is no hindrance to go elsewhere while nobody asked for an item', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using full = new Provider({ name: 'full' })
    await using free = new Provider({ name: 'free' })
    for (const provider of [full, free]) provider.register('Streams', new Streams(new Tap()))
    const connection = full.connect(`${url}/pool`)
    await connection.ready
    await connections(pool, 1)
    // It refuses, and the pool has not heard why.
    connection.update({ paused: true })
    const sum = pool.call('Streams.sum', [of(1, 2, 3)], { timeout: 10_000 })
    free.connect(`${url}/pool`)
    expect(await sum).toBe(6)
  })

  it('keeps the call from being tried again once it was pulled', async () => {
    await using place = await stage()
    const numbers = (async function* () {
      yield 1
      await place.provider.close()
      yield 2
    })()
    await expect(place.pool.call('Streams.sum', [numbers], { idempotent: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'unknown',
    })
  })
})
