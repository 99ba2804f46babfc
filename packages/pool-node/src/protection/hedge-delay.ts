import type { RecentHistogram } from '../stats/recent-histogram.ts'

/**
 * When a call that has no answer is sent to a second provider as well: after so many ms, or once it has taken longer
 * than that percentile of the method's recent answers, as `'p95'`. The 95th percentile sends about 5 % more, and takes
 * off most of the slowest (Dean & Barroso, "The Tail at Scale", CACM 56/2, 2013).
 */
export type Hedge = number | `p${number}`

/** Least delay after a percentile, in ms: where answers take no time, hardly any sending would be worth it. As Finagle's. */
const shortest = 1

/**
 * After how many ms the call is sent a second time; undefined while too little is known of the method.
 *
 * @param hedge checked by `checkHedge`
 * @param recent of the method: how long its answers took
 */
export function delayOf(hedge: Hedge, recent: RecentHistogram, now: number): number | undefined {
  if (typeof hedge === 'number') return hedge
  const delay = recent.quantile(partOf(hedge), now)
  return delay === undefined ? undefined : Math.max(shortest, delay)
}

/** 0.95 of 'p95'. */
function partOf(percentile: string): number {
  return Number(percentile.slice(1)) / 100
}
