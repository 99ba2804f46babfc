import type { PoolStats } from '../../../src/index.ts'

/** What an application's process tells, each when it changes. */
export interface AppTold {
  /** The names of the providers that are connected. */
  readonly here: readonly string[]
  /** Requests that were under way when it was told to leave. */
  readonly underWay: number
  /** The ids of all requests that came in, told when it leaves. */
  readonly received: readonly number[]
  /** Of its pool, after the drain. */
  readonly stats: PoolStats
}

/** What a provider's process tells, each when it changes. */
export interface ProviderTold {
  /** The ids of the calls of `Work.hold` that run. */
  readonly holding: readonly number[]
  /** Calls that ran when it was told to leave. */
  readonly underWay: number
}
