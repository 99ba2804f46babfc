/** How long to wait before the next dial. */
export interface BackoffOptions {
  /**
   * Longest wait after the first failure, in milliseconds. At least 1.
   * @default 100
   */
  readonly min?: number
  /**
   * Longest wait after any number of failures, in milliseconds.
   * @default 30000
   */
  readonly max?: number
  /**
   * What each further failure multiplies the longest wait by. At least 1.
   * @default 2
   */
  readonly factor?: number
}

export const defaultBackoff: Readonly<Required<BackoffOptions>> = { min: 100, max: 30_000, factor: 2 }

/** How long a connection must have stood, in ms, for the next wait to be short again. */
export const stoodFor: number = 5000

/** Longest wait that a pool may ask for, in ms: one that errs must not lose its providers for ever. */
export const longestRetryAfter: number = 60 * 60 * 1000

/**
 * Milliseconds until the next dial: exponential, with full jitter, so that the providers of a pool that went down
 * do not all come back in the same moment (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * What the pool asked for comes on top. It told all of them the same, so they spread over as long again, up to `max`.
 *
 * @param step how many waits came before this one
 * @param chance 0 ≤ chance < 1
 * @param retryAfter what the pool asked for, in ms
 */
export function backoffDelay(
  options: Readonly<Required<BackoffOptions>>,
  step: number,
  chance: number,
  retryAfter: number = 0,
): number {
  // Past 2^1024 it is Infinity, and the smaller of the two is `max` again.
  const longest = Math.min(options.max, options.min * options.factor ** step)
  const asked = Math.min(retryAfter, longestRetryAfter)
  return asked + Math.max(longest, Math.min(asked, options.max)) * chance
}
