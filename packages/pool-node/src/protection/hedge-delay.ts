import { shown } from '../check/values.ts'
import type { RecentHistogram } from '../stats/recent-histogram.ts'

/**
 * When a call that has no answer is sent to a second provider as well: after so many ms, or once it has taken longer
 * than that percentile of the method's recent answers, as `'p95'`. The 95th percentile sends about 5 % more, and takes
 * off most of the slowest (Dean & Barroso, "The Tail at Scale", CACM 56/2, 2013).
 */
export type Hedge = number | `p${number}`

/** Least delay after a percentile, in ms: where answers take no time, hardly any sending would be worth it. As Finagle's. */
const shortest = 1

/** @throws TypeError when it is neither a number of ms nor a percentile. */
export function checkHedge(hedge: unknown): void {
  if (hedge === undefined) return
  if (typeof hedge === 'number' && hedge > 0 && hedge < Infinity) return
  if (typeof hedge === 'string' && /^p\d{1,2}(\.\d+)?$/.test(hedge) && partOf(hedge) > 0) return
  throw new TypeError(
    `hedge must be a number of ms above 0, or a percentile of the method's recent answers between 'p0' and 'p100', ` +
      `as 'p95'; not ${shown(hedge)}`,
  )
}

/**
 * After how many ms the call is sent a second time; undefined while too little is known of the method.
 *
 * @param hedge one that {@link checkHedge} let pass
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
