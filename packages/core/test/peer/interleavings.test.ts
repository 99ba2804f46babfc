import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IncomingCall } from '../../src/peer/calls.ts'
import { type PeerEnd, peerPair } from '../../src/testing/peer-pair.ts'
import { ProbeCall } from './probe-call.ts'

/** Something that an end does. `pick` chooses among what is open, `count` how many messages are read. */
interface Step {
  readonly by: 'dialler' | 'acceptor'
  readonly act: 'call' | 'notify' | 'answer' | 'fail' | 'refuse' | 'cancel' | 'deliver' | 'goAway' | 'write'
  readonly pick: number
  readonly count: number
}

const acts = ['call', 'notify', 'answer', 'fail', 'refuse', 'cancel', 'deliver', 'goAway', 'write'] as const

/** GOAWAY ends most of what can happen, so it is rare; calls and deliveries are common. */
const step: fc.Arbitrary<Step> = fc.record({
  by: fc.constantFrom('dialler', 'acceptor'),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('call', 'deliver') },
    { weight: 12, arbitrary: fc.constantFrom(...acts.filter((act) => act !== 'goAway')) },
    { weight: 1, arbitrary: fc.constant('goAway' as const) },
  ),
  pick: fc.nat(1000),
  count: fc.integer({ min: 1, max: 4 }),
})

/** Two peers, and what must be true of them whatever they did. */
class Scene {
  readonly ends = peerPair()
  readonly made: { readonly by: Step['by']; readonly call: ProbeCall }[] = []
  readonly arrived = new Set<string>()
  /** The newest call of each end that has left: what was written later can't have arrived. */
  readonly left = { dialler: 0, acceptor: 0 }

  run({ by, act, pick, count }: Step): void {
    const end = this.ends[by]
    switch (act) {
      case 'call':
        return this.#call(by)
      case 'notify':
        if (end.peer.mayCall) end.peer.notify('S.n', [], undefined)
        return
      case 'answer':
        return this.#settle(end, pick, (call) => void end.peer.answer(call, call.params[0]))
      case 'fail':
        return this.#settle(
          end,
          pick,
          (call) =>
            void end.peer.fail(call, {
              code: 'ABORTED',
              message: String(call.params[0]),
              execution: 'finished',
            }),
        )
      case 'refuse':
        return this.#settle(end, pick, (call) => end.peer.refuse(call, 'full'))
      case 'cancel': {
        const mine = this.made.filter((made) => made.by === by)
        const made = mine[pick % Math.max(1, mine.length)]
        if (made !== undefined) end.peer.cancel(made.call)
        return
      }
      case 'goAway':
        return end.peer.goAway({ type: 'goAway' })
      case 'write':
        return this.#leave(by)
      case 'deliver':
        return this.deliver(by, count)
    }
  }

  deliver(by: Step['by'], count = Infinity): void {
    const other = by === 'dialler' ? this.ends.acceptor : this.ends.dialler
    const before = other.calls.length
    this.#leave(by)
    this.ends[by].deliver(other, 0, count)
    for (const call of other.calls.slice(before)) this.arrived.add(String(call.params[0]))
  }

  #leave(by: Step['by']): void {
    for (const { by: whose, call } of this.made) if (whose === by) this.left[by] = call.id
  }

  #call(by: Step['by']): void {
    const end = this.ends[by]
    if (!end.peer.mayCall) return
    const call = new ProbeCall('S.m', [`${by} ${this.made.length}`])
    end.peer.call(call, 0)
    this.made.push({ by, call })
  }

  /** Once or twice: the second must do nothing. */
  #settle(end: PeerEnd, pick: number, settle: (call: IncomingCall) => void): void {
    const call = end.calls[pick % Math.max(1, end.calls.length)]
    if (call === undefined) return
    settle(call)
    if (pick % 7 === 0) settle(call)
  }

  /** All that is open is answered and read. */
  finish(): void {
    for (const by of ['dialler', 'acceptor', 'dialler'] as const) this.deliver(by)
    for (const end of Object.values(this.ends)) {
      for (const call of end.calls) end.peer.answer(call, call.params[0])
    }
    for (const by of ['dialler', 'acceptor', 'dialler', 'acceptor'] as const) this.deliver(by)
  }

  cut(): void {
    for (const by of ['dialler', 'acceptor'] as const) {
      this.ends[by].peer.close((id) => id <= this.left[by])
    }
  }

  /** What must not be; nothing, if all is well. */
  faults(): string[] {
    const ends = Object.entries(this.ends).flatMap(([name, { peer, breaches }]) => [
      ...(peer.outgoing + peer.incoming > 0
        ? [`${name} keeps ${peer.outgoing} and ${peer.incoming} calls`]
        : []),
      ...breaches.map((breach) => `${name}: ${breach.reason}`),
    ])
    return [...ends, ...this.made.flatMap(({ call }) => this.#faultsOf(call))]
  }

  #faultsOf({ ends, params: [name] }: ProbeCall): string[] {
    const [ending] = ends
    if (ending === undefined || ends.length > 1) return [`${String(name)} ended ${ends.length} times`]
    // What was told as not written may go elsewhere: it must not have arrived here too.
    const ok =
      (ending.kind === 'result' && ending.value === name) ||
      (ending.kind === 'error' && ending.error.message === name) ||
      ending.kind === 'refused' ||
      (ending.kind === 'lost' && (ending.written || !this.arrived.has(String(name))))
    return ok ? [] : [`${String(name)} ended as ${ending.kind}`]
  }
}

describe('two peers, whatever order things happen in', () => {
  it('settle every call exactly once and keep nothing, when all is answered in the end', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const scene = new Scene()
        for (const each of steps) scene.run(each)
        scene.finish()
        expect(scene.faults()).toEqual([])
        expect(scene.made.filter(({ call }) => call.ends[0]?.kind === 'lost')).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('settle every call exactly once and keep nothing, when the wire is cut', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const scene = new Scene()
        for (const each of steps) scene.run(each)
        scene.cut()
        for (const each of steps) scene.run(each) // nobody noticed yet
        expect(scene.faults()).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})
