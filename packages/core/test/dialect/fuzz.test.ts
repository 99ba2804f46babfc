import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../src/close.ts'
import type { Codec, Payload } from '../../src/codec/codec.ts'
import type { DialectSession } from '../../src/dialect/dialect.ts'
import { defaultLimits, type Limits } from '../../src/limits.ts'
import type { Message, MessageType } from '../../src/message.ts'
import type { IncomingStream } from '../../src/peer/incoming-stream.ts'
import { inState } from '../peer/in-state.ts'
import { ProbeSink } from '../peer/probe-stream.ts'
import type { PeerEnd } from '../../src/testing/peer-pair.ts'
import { Mutator, randomOf } from './mutate.ts'
import { foreignParts, recorded } from './recorded.ts'
import { codecs, open } from './session.ts'
import { isWellFormed } from './well-formed.ts'

const seed = 20_260_117
const runs = 100_000

/** Small enough for the mutations to break them. */
const limits: Limits = {
  ...defaultLimits,
  maxMessageBytes: 32 * 1024,
  maxDepth: 8,
  maxItems: 256,
  maxStringBytes: 16 * 1024,
  maxStreams: 8,
}

/** Most that the heap may grow, whatever arrives; a message has 32 KiB. */
const mostHeap = 256 * 2 ** 20

const scenes = (['dialler', 'acceptor'] as const).flatMap((role) =>
  (['fresh', 'open'] as const).map((state) => () => freshEnd(inState(role, state).end)),
)

/** Answers what arrives, in every way. */
function freshEnd(end: PeerEnd): PeerEnd {
  const { peer } = end
  end.serve = (call) => {
    if (call.id % 3 === 0) peer.answer(call, 1)
    else if (call.id % 3 === 1) peer.refuse(call, 'full')
    else peer.fail(call, { code: 'ABORTED', message: '', execution: 'finished' })
  }
  return end
}

class Fuzz {
  readonly counts: Partial<Record<MessageType | 'batches' | 'refused' | 'streams', number>> = {}
  readonly faults: string[] = []
  peak = 0
  readonly #codec: Codec
  #session: DialectSession
  readonly #ends = scenes.map((make) => make())
  /** The end that reads now, and the streams that came, by the place of the frame that brought them. */
  #reader: PeerEnd | undefined
  readonly #brought = new Map<number, IncomingStream[]>()

  constructor(codec: Codec) {
    this.#codec = codec
    this.#session = this.#open()
  }

  #open(): DialectSession {
    const { session } = open(this.#codec, limits)
    // So that it may be told of some that arrived.
    for (let n = 0; n < 256; n++) {
      session.write({ type: 'cancel', id: 1 })
      session.flush()
    }
    session.refs = { toId: () => 1, fromId: (id, place) => this.#bring(id, place) }
    return session
  }

  #bring(id: number, place: number): object {
    const sink = new ProbeSink()
    const stream = (this.#reader as PeerEnd).peer.consume(id, sink)
    const here = this.#brought.get(place) ?? []
    this.#brought.set(place, here)
    here.push(stream)
    if (id % 3 > 0) queueMicrotask(() => stream.ask())
    return sink
  }

  run(payload: Payload, at: number): void {
    const which = at % scenes.length
    const end = this.#ends[which] as PeerEnd
    // What is not whole stays, and so does what was acknowledged: from time to time it begins anew.
    if (at % 512 === 0) this.#session = this.#open()
    this.#reader = end
    end.ourMaxStreams = limits.maxStreams
    this.#brought.clear()
    try {
      this.#session.read(payload, (message, place) => this.#receive(end, message, place))
      this.#count('batches')
    } catch (error) {
      if (error instanceof ProtocolError) this.#count('refused')
      else this.#fault(payload, at, error)
    }
    end.wire.length = end.told.length = 0
    if (end.peer.state === 'closed' || at % 512 < scenes.length)
      this.#ends[which] = scenes[which]?.() as PeerEnd
    if (at % 500 === 0) this.peak = Math.max(this.peak, process.memoryUsage().heapUsed)
  }

  #receive(end: PeerEnd, message: Message, place: number): void {
    if (!isWellFormed(message)) throw new Error(`not well formed: ${message.type}`)
    this.#count(message.type)
    const brought = this.#brought.get(place)
    if (brought !== undefined) this.#count('streams')
    end.peer.receive(message, 0, brought)
  }

  #count(what: keyof typeof this.counts): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1
  }

  #fault(payload: Payload, at: number, error: unknown): void {
    const shown = typeof payload === 'string' ? JSON.stringify(payload) : Buffer.from(payload).toString('hex')
    if (this.faults.length < 5) this.faults.push(`${at}: ${String(error)} at ${shown}`)
  }
}

describe.each(codecs)('mutated messages in $name', (codec) => {
  it(`end their connection at worst: ${runs} of them`, { timeout: 60_000 }, async () => {
    const corpus = [...(await recorded(codec)), ...foreignParts(codec)]
    const mutator = new Mutator(randomOf(seed), corpus)
    const fuzz = new Fuzz(codec)
    const before = process.memoryUsage().heapUsed
    for (let at = 0; at < runs; at++) fuzz.run(mutator.next(), at)
    const grown = Math.max(0, fuzz.peak - before)
    const heap = `heap at most ${Math.ceil(grown / 2 ** 20)} MiB larger`
    console.log(`${codec.name}: seed ${seed}, ${heap}, ${JSON.stringify(fuzz.counts)}`)
    expect(fuzz.faults).toEqual([])
    expect(grown).toBeLessThan(mostHeap)
    // Most of what arrives must get past the door, or nothing behind it was tried.
    const { batches = 0, refused = 0 } = fuzz.counts
    expect(batches + refused).toBe(runs)
    expect(batches).toBeGreaterThan(runs / 10)
    expect(Object.keys(fuzz.counts)).toEqual(
      expect.arrayContaining([
        'hello',
        'welcome',
        'status',
        'goAway',
        'call',
        'notify',
        'result',
        'error',
        'item',
        'end',
        'fail',
        'credit',
        'streams',
        'bad',
      ]),
    )
  })

  it('unchanged pass', async () => {
    const fuzz = new Fuzz(codec)
    for (const [at, payload] of [...(await recorded(codec)), ...foreignParts(codec)].entries()) {
      fuzz.run(payload, at)
    }
    expect([fuzz.faults, fuzz.counts.refused]).toEqual([[], undefined])
  })
})
