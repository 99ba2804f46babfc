import type { ErrorCode } from '@wsrpc/core'
import type { Hedge } from '../protection/hedge-delay.ts'
import type { Exclusion } from './exclusion.ts'

/** One that could take a call now. */
export interface CandidateInfo {
  /** The instance. */
  readonly provider: string
  readonly name: string | undefined
  /** In flight ÷ concurrency. */
  readonly load: number
  readonly inFlight: number
  readonly concurrency: number
  /** Its weight against the heaviest's, less while it warms up. */
  readonly share: number
  /**
   * `'warming'`: it is new and gets less. `'trial'`: it was ejected, and one call shows whether it is well. `'ejected'`:
   * it gets the call only because it is asked for by name, or nobody else is well.
   */
  readonly state: 'well' | 'warming' | 'trial' | 'ejected'
}

/** One on the path that gets no such call now, and all that stands against it. */
export interface ExcludedInfo {
  readonly provider: string
  readonly name: string | undefined
  readonly why: readonly Exclusion[]
  /** In words: `full: 4 of 4 in flight`. */
  readonly text: string
}

/**
 * Why a call would go where it would, if it were made now. Plain data. What a balancer of the application chooses nobody
 * can know before.
 */
export interface Explanation {
  readonly method: string
  /** It is sent at once, waits, or fails at once. */
  readonly outcome: 'send' | 'wait' | 'fail'
  /** All of it in words, for people. */
  readonly text: string
  /** Why it fails. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | undefined
  /** The bound path; `undefined`: none is bound for the service. */
  readonly path: string | undefined
  /** The name of the balancer that picks. */
  readonly balancer: string | undefined
  /** Of a call that goes by its affinity key. */
  readonly affinity: AffinityInfo | undefined
  /** Who could take it now. If it goes by its key, in that order; else the least loaded for its share first. */
  readonly candidates: readonly CandidateInfo[]
  /** The others on the path. */
  readonly excluded: readonly ExcludedInfo[]
  readonly queue: QueueInfo | undefined
  readonly retries: RetriesInfo | undefined
}

/** Where an affinity key belongs. */
export interface AffinityInfo {
  readonly key: string
  /** The instance that gets the calls with that key whenever it can take them; `undefined`: nobody has the method. */
  readonly home: string | undefined
  readonly name: string | undefined
}

export interface QueueInfo {
  /** Calls that wait on the path. */
  readonly waiting: number
  readonly limit: number
  /** How many of them would go before this one, if whoever is free could take any. */
  readonly ahead: number
  /** How long the oldest has waited, in ms; 0 when none waits. */
  readonly oldestAge: number
  /** Of the call's tenant. */
  readonly tenant: { readonly waiting: number; readonly limit: number } | undefined
}

export interface RetriesInfo {
  /** It may run twice. If not, it is sent again only when it certainly did not start. */
  readonly idempotent: boolean
  /** Most attempts that may have run. */
  readonly maxAttempts: number
  /** How many hedges and further re-sends the path may make now. */
  readonly budget: number
  readonly hedge: Hedge | undefined
}
