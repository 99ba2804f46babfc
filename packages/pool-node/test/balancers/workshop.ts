import { seededRandom } from '@wsrpc/contract-tests/chance'
import type { Balancer, Candidate } from '../../src/balancers/balancer.ts'

/** How one instance of a workshop works. */
export interface Worker {
  /** Calls that it finishes in a second, of those that it has under way at once. */
  readonly speed: number
  /** Calls under way at once; the others wait for it, and count as in flight. */
  readonly atOnce: number
  readonly share: number
}

/** One instance: what the balancer sees of it, and how far it is with its calls. */
class Bench implements Candidate {
  readonly id: string
  readonly name = undefined
  readonly labels = {}
  readonly hash: number
  readonly share: number
  readonly #worker: Worker
  /** When each place is free again. */
  readonly #free: number[]
  inFlight = 0
  finished = 0

  constructor(worker: Worker, index: number) {
    this.id = `i${index}`
    this.hash = index
    this.share = worker.share
    this.#worker = worker
    this.#free = Array.from({ length: worker.atOnce }, () => 0)
  }

  get load(): number {
    return this.inFlight / concurrency
  }

  /** @returns when a call that comes now will be finished. */
  take(now: number, effort: number): number {
    this.inFlight++
    const place = this.#free.indexOf(Math.min(...this.#free))
    const end = Math.max(now, this.#free[place] as number) + (1000 * effort) / this.#worker.speed
    this.#free[place] = end
    return end
  }
}

/** Over what is ever in flight: nobody is full, so that the balancer alone decides. */
const concurrency = 1000

/**
 * A virtual clock, and callers that each call again as soon as they are answered: so many calls are always in flight.
 *
 * @returns calls finished of each worker, after a time to warm up.
 */
export function run(
  balancer: Balancer,
  workers: readonly Worker[],
  callers: number,
  calls: number,
): readonly number[] {
  if (callers > concurrency) throw new Error(`at most ${concurrency} callers`)
  const random = seededRandom(13)
  const benches = workers.map((worker, index) => new Bench(worker, index))
  const open: { readonly end: number; readonly bench: Bench }[] = []
  const call = (now: number): void => {
    const bench = balancer.pick(benches, random, { method: 'Backend.get', affinity: undefined })
    // Some calls are long: exponential, as is usual for what nobody knows more of.
    const end = bench.take(now, -Math.log(1 - random()))
    const after = open.findIndex((other) => other.end < end)
    open.splice(after === -1 ? open.length : after, 0, { end, bench })
  }
  for (let caller = 0; caller < callers; caller++) call(0)
  for (let done = 0; done < calls; done++) {
    const { end, bench } = open.pop() as (typeof open)[number]
    bench.inFlight--
    if (done >= calls / 5) bench.finished++
    call(end)
  }
  return benches.map(({ finished }) => finished)
}
