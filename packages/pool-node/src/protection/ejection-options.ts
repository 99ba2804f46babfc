import type { IsFault } from './faults.ts'

/** When an instance stands out by how many of its calls succeed. */
export interface SuccessRateOptions {
  /** So many must have had enough calls: a few tell nothing of what is usual. @default 5 */
  readonly minInstances?: number
  /** Calls in an interval that are enough. @default 100 */
  readonly minCalls?: number
  /** How many standard deviations it must be below the mean. @default 1.9 */
  readonly deviations?: number
  /**
   * Least failures in an interval. Where all others had none, a single one is far below the mean. @default 5
   */
  readonly minFailures?: number
}

/**
 * When an instance gets no calls for a while. Numbers and defaults are those of Envoy's outlier detection, but for
 * `minFailures` and `maxShare`:
 * https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/outlier_detection.proto
 */
export interface EjectionOptions {
  /** So many failures in a row. @default 5 */
  readonly consecutiveFailures?: number
  /** How often success rates are compared, and how long an instance must be well for its next time to be shorter, in ms. @default 10000 */
  readonly interval?: number
  /** How long, times the number of ejections lately, in ms: 30, 60, 90 s. @default 30000 */
  readonly baseTime?: number
  /** How long at most, in ms. @default 300000, or `baseTime` if that is more */
  readonly maxTime?: number
  /**
   * Most of the instances that are out at once, 0 … 1; one may always be.
   *
   * @default 0.5: Envoy asks all again when more than half are unhealthy (its healthy_panic_threshold)
   */
  readonly maxShare?: number
  /** false: only failures in a row count. */
  readonly successRate?: SuccessRateOptions | false
  /**
   * Whether an error that a method answered with counts as a failure of its instance. @default UNKNOWN (it threw an error
   * without a code), INTERNAL, UNAVAILABLE, DATA_LOSS and DEADLINE_EXCEEDED do
   */
  readonly isFault?: IsFault
}

/** {@link SuccessRateOptions} with nothing left out. */
export type SuccessRateRules = Readonly<Required<SuccessRateOptions>>

/** {@link EjectionOptions} with nothing left out. */
export interface EjectionRules extends Readonly<Required<Omit<EjectionOptions, 'successRate' | 'isFault'>>> {
  readonly successRate: SuccessRateRules | false
}

export const defaultEjection: EjectionRules & { readonly successRate: SuccessRateRules } = {
  consecutiveFailures: 5,
  interval: 10_000,
  baseTime: 30_000,
  maxTime: 300_000,
  maxShare: 0.5,
  successRate: { minInstances: 5, minCalls: 100, deviations: 1.9, minFailures: 5 },
}

/** All of them, from those that somebody named. */
export function allEjectionRules(named: EjectionOptions): EjectionRules {
  const {
    consecutiveFailures = defaultEjection.consecutiveFailures,
    interval = defaultEjection.interval,
    baseTime = defaultEjection.baseTime,
    maxTime = Math.max(defaultEjection.maxTime, baseTime),
    maxShare = defaultEjection.maxShare,
    successRate = {},
  } = named
  const rates = successRate !== false && allSuccessRateRules(successRate)
  return { consecutiveFailures, interval, baseTime, maxTime, maxShare, successRate: rates }
}

function allSuccessRateRules(named: SuccessRateOptions): SuccessRateRules {
  const {
    minInstances = defaultEjection.successRate.minInstances,
    minCalls = defaultEjection.successRate.minCalls,
    deviations = defaultEjection.successRate.deviations,
    minFailures = defaultEjection.successRate.minFailures,
  } = named
  return { minInstances, minCalls, deviations, minFailures }
}
