import type { ErrorCode, Execution } from '@wsrpc/core'
import { Histogram, type LatencyStats } from './histogram.ts'
import { RecentHistogram } from './recent-histogram.ts'

/** How many calls failed with a code, by how far they had gone. */
export type Failures = Readonly<Partial<Record<ErrorCode, Readonly<Partial<Record<Execution, number>>>>>>

/** Numbers of one method, or of all methods of a path. */
export interface CallStats {
  /** Slots that are taken at the providers. */
  readonly inFlight: number
  /** Calls and notifies that ended well. */
  readonly succeeded: number
  /** Those that failed, by code and by `execution`. */
  readonly failed: Failures
  /** Sendings after a refusal, a loss or an interruption. */
  readonly retries: number
  /** Sendings beside an attempt that was slow. */
  readonly hedges: number
  /** Attempts that a provider refused, or that only others had the method for. */
  readonly refused: number
  /** Attempts whose connection was lost for good. */
  readonly lost: number
  /** From the call to its end, however it ended, in ms. */
  readonly latency: LatencyStats
  /** From the sending of an attempt to its answer, in ms: how long providers take. */
  readonly answers: LatencyStats
}

/** How long a {@link Tally} remembers how fast its method was lately, in ms. */
const recently = 60_000

/** Counts the calls of one method. What is counted for each call costs a few ns. */
export class Tally {
  inFlight: number = 0
  succeeded: number = 0
  retries: number = 0
  hedges: number = 0
  refused: number = 0
  lost: number = 0
  readonly #failed = new Map<ErrorCode, Map<Execution, number>>()
  readonly #latency = new Histogram()
  readonly #answers = new Histogram()
  #recent: RecentHistogram | undefined

  /** The call has ended after so many ms. */
  settled(ms: number, error: { readonly code: ErrorCode; readonly execution: Execution } | undefined): void {
    this.#latency.record(ms)
    if (error === undefined) this.succeeded++
    else this.#fails(error.code, error.execution, 1)
  }

  /** An attempt was answered after so many ms. */
  answered(ms: number, now: number): void {
    this.#answers.record(ms)
    this.#recent?.record(ms, now)
  }

  /** How long answers took lately. Kept from the first time on that somebody asks: few do. */
  get recent(): RecentHistogram {
    return (this.#recent ??= new RecentHistogram(recently))
  }

  /** All that another one counted comes on top. */
  add(other: Tally): void {
    for (const name of ['inFlight', 'succeeded', 'retries', 'hedges', 'refused', 'lost'] as const) {
      this[name] += other[name]
    }
    for (const [code, counts] of other.#failed) {
      for (const [execution, count] of counts) this.#fails(code, execution, count)
    }
    this.#latency.add(other.#latency)
    this.#answers.add(other.#answers)
  }

  snapshot(): CallStats {
    const { inFlight, succeeded, retries, hedges, refused, lost } = this
    const failed = Object.fromEntries(
      [...this.#failed].map(([code, counts]) => [code, Object.fromEntries(counts)]),
    )
    const latency = this.#latency.snapshot()
    const answers = this.#answers.snapshot()
    return { inFlight, succeeded, failed, retries, hedges, refused, lost, latency, answers }
  }

  #fails(code: ErrorCode, execution: Execution, count: number): void {
    let counts = this.#failed.get(code)
    if (counts === undefined) this.#failed.set(code, (counts = new Map()))
    counts.set(execution, (counts.get(execution) ?? 0) + count)
  }
}
