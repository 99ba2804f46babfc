import { describe, expect, it } from 'vitest'
import type { Codec, Frame, Payload } from '../../src/codec/codec.ts'
import { defaultLimits } from '../../src/limits.ts'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { randomOf } from '../dialect/mutate.ts'
import { cut } from '../dialect/pair.ts'
import { codecs } from '../dialect/session.ts'
import { ProbeCall } from '../peer/probe-call.ts'
import { turned } from '../stream/streaming.ts'
import { linkPair, type LinkPair, settled } from './link-pair.ts'

/** Stands for the stream of an id in what a hostile side writes. */
class Ref {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
  [Symbol.asyncIterator](): never {
    throw new Error('nobody reads it')
  }
}

/** Writes frames that are well formed and mean anything: ids of calls and streams that are, were, or never will be. */
class Stranger {
  readonly #random: () => number
  readonly #codec: Codec
  /** Parts of large frames that it has not sent. */
  readonly #parts: Frame[] = []
  #fresh = 1001
  /** Streams of its own that it was asked for, and calls and streams of the other side. */
  readonly #asked: number[] = []
  readonly #others: number[] = [2]

  constructor(random: () => number, codec: Codec) {
    this.#random = random
    this.#codec = codec
  }

  batch() {
    const encoder = this.#codec.createEncoder(defaultLimits)
    const refs = { toId: (value: object) => (value as Ref).id, fromId: () => undefined }
    for (let n = 1 + this.#below(4); n > 0; n--) encoder.append(this.#frame(), refs)
    return encoder.take()
  }

  /** So that it breaks the rules seldom enough to get far. */
  heard(payload: Payload): void {
    const refs = { toId: () => 0, fromId: (id: number) => this.#others.push(id) }
    for (const element of this.#codec.createDecoder(defaultLimits).decode(payload, refs)) {
      if (!Array.isArray(element)) continue // a count
      const [type, id] = element as [number, number]
      if (type === 10) this.#asked.push(id)
      if (type === 1) this.#others.push(id)
    }
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n)
  }
  #pick<T>(...list: readonly T[]): T {
    return list[this.#below(list.length)] as T
  }
  /** One of its own; a new one, mostly. */
  #own(): number {
    return this.#below(300) > 0 ? (this.#fresh += 2) : this.#used()
  }
  /** One of its own that it has used. */
  #used(): number {
    return 1001 + 2 * this.#below(1 + (this.#fresh - 1001) / 2)
  }
  #theirs(): number {
    return this.#pick(...this.#others)
  }
  /** A stream that may have credit; seldom any. */
  #stream(): number {
    return this.#asked.length > 0 && this.#below(200) > 0
      ? this.#pick(...this.#asked)
      : this.#used() + 2 * this.#below(2) * 5000
  }
  #value(depth = 0): unknown {
    const kind = this.#below(depth > 2 ? 4 : 8)
    if (kind === 4) return new Ref(this.#own())
    if (kind === 5) return [this.#value(depth + 1), this.#value(depth + 1)]
    if (kind === 6) return { a: this.#value(depth + 1) }
    return this.#pick<unknown>(1, 'text', null, new Uint8Array(3))
  }

  #frame(): Frame {
    const part = this.#parts.length > 0 && this.#below(3) === 0 ? this.#parts.shift() : undefined
    if (part !== undefined) return part
    switch (this.#below(14)) {
      case 0:
      case 1:
        return [1, this.#own(), 'S.m', [this.#value(), this.#value()], this.#pick(null, 0, 50, 5000)]
      case 2:
        return [2, this.#own(), 'S.n', [this.#value()]]
      case 3:
        return [3, this.#theirs(), this.#value()]
      case 4:
        return this.#pick<Frame>([4, this.#theirs(), 'ABORTED', 'm'], [5, this.#theirs(), 'full'])
      case 5:
        return [6, this.#pick(this.#used(), this.#theirs())]
      case 6:
      case 7:
        return this.#asked.length === 0 ? [20, 3] : [7, this.#stream(), this.#value()]
      case 8:
        return this.#pick<Frame>([8, this.#stream()], [9, this.#stream(), 'ABORTED', 'm'])
      case 9:
        return [10, this.#theirs(), this.#pick(0, 1, 100, 300_000)]
      case 10:
        return this.#pick<Frame>([20, 1], [21, 1], [77, 1], [6, 1, 'new'])
      case 11: {
        const large = 'x'.repeat(20_000)
        const frame: Frame = this.#pick<Frame>(
          [1, this.#own(), 'S.m', [large]],
          [7, this.#stream(), large],
          [3, this.#theirs(), large],
        )
        this.#parts.push(...cut(this.#codec, frame, 9000))
        return [20, 2]
      }
      default:
        return [1, this.#own(), 'S.m', [this.#value()]]
    }
  }
}

/** Does with its calls what methods do: some answer, some stream, some read, some do nothing for long. */
function serve(pair: LinkPair, random: () => number): { waiting: IncomingCall[] } {
  const { peer } = pair.acceptor.link
  const waiting: IncomingCall[] = []
  async function* items() {
    for (let n = 0; n < 5; n++) yield n % 2 === 0 ? n : 'x'.repeat(50_000)
  }
  async function read(value: unknown): Promise<void> {
    if (typeof value !== 'object' || value === null) return
    if (!(Symbol.asyncIterator in value)) {
      for (const one of Object.values(value)) void read(one)
      return
    }
    try {
      for await (const item of value as AsyncIterable<unknown>) {
        void read(item)
        if (random() < 0.2) break
      }
    } catch {
      // it was lost, or broke
    }
  }
  pair.acceptor.serve = (call) => {
    if (random() < 0.5) void read(call.params)
    const act = random()
    if (act < 0.2) peer.answer(call, call.params.length)
    else if (act < 0.4) peer.answer(call, { rows: items(), other: [items()] })
    else if (act < 0.5) peer.refuse(call, 'full')
    else if (act < 0.6) peer.fail(call, { code: 'ABORTED', message: 'm', execution: 'finished' })
    else if (act < 0.7) peer.answer(call, 'x'.repeat(200_000))
    else waiting.push(call)
  }
  return { waiting }
}

describe.each(codecs)('whatever a hostile side says in $name', (codec) => {
  it.each(Array.from({ length: 40 }, (_, at) => at + 1))(
    'ends its own connection at worst, and leaves nothing (seed %i)',
    async (seed) => {
      const random = randomOf(seed)
      const pair = await linkPair({ codec, resumeWindow: seed % 2 === 0 ? 0 : 15_000 })
      const { dialler, acceptor, clock } = pair
      // What comes from there is forged from now on.
      const stranger = new Stranger(random, codec)
      dialler.transport.receiver = { message: (payload) => stranger.heard(payload), closed: () => undefined }
      dialler.alarm.remove(dialler.link)
      const { waiting } = serve(pair, random)
      const calls: ProbeCall[] = []
      for (let step = 0; step < 150 && acceptor.ends.length === 0; step++) {
        const what = random()
        if (what < 0.7) dialler.transport.send(stranger.batch())
        else if (what < 0.8) calls.push(acceptor.call(new ProbeCall('S.m', [(async function* () {})()])))
        else if (what < 0.85 && calls.length > 0) acceptor.link.peer.cancel(calls.at(-1) as ProbeCall)
        else if (what < 0.95)
          for (const call of waiting.splice(0, 2)) acceptor.link.peer.answer(call, [call.params.length])
        else clock.advance(30)
        if (random() < 0.5) await settled()
      }
      await turned()
      acceptor.link.close('normal')
      await turned()
      expect(acceptor.ends).toHaveLength(1)
      expect(calls.filter(({ ends }) => ends.length > 1)).toEqual([])
      expect(acceptor.link.peer.streams).toBe(0)
      const { link, alarm } = acceptor
      expect([link.peer.outgoing + link.peer.incoming, alarm.size]).toEqual([0, 0])
    },
  )
})
