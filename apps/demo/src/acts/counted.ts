import type { PoolStats } from '@wsrpc/pool-node'

/** What the pool counts over its whole life. */
const counters = ['succeeded', 'retries', 'lost', 'refused', 'resumes'] as const

/** How much was counted during an act. */
export type Counted = Readonly<Record<(typeof counters)[number], number>>

export function countedSince(before: PoolStats, now: PoolStats): Counted {
  return Object.fromEntries(counters.map((name) => [name, now[name] - before[name]])) as Record<
    (typeof counters)[number],
    number
  >
}
