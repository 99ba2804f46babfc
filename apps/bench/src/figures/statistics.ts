/** Statistics of rounds: pure, of plain numbers. */

/** The one in the middle, or the mean of the two there. @throws RangeError when there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('the median of no values: measure at least one round')
  const sorted = inOrder(values)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}

/** The smallest and the largest. */
export interface Spread {
  readonly min: number
  readonly max: number
}

export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), max: Math.max(...values) }
}

/**
 * Round by round: what a contender did, as a multiple of what the other did in the same round. Both ran within seconds, so
 * that what the machine did meanwhile counts for both.
 */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  const rounds = Math.min(values.length, others.length)
  return Array.from({ length: rounds }, (_, round) => (values[round] as number) / (others[round] as number))
}

/**
 * The smallest value that so large a part of all is not above: the nearest rank, which is a value that occurred.
 *
 * @param sorted in rising order.
 * @param part above 0, at most 1: 0.99 for the p99.
 * @throws RangeError when there is none.
 */
export function percentile(sorted: ArrayLike<number>, part: number): number {
  if (sorted.length === 0) throw new RangeError('a percentile of no values: measure at least one call')
  return sorted[Math.ceil(part * sorted.length) - 1] as number
}

function inOrder(values: readonly number[]): number[] {
  return values.toSorted((one, other) => one - other)
}
