/** Longest time left that travels, in ms: 285,000 years. A receiver takes no number that is not exact. */
const longestTimeLeft = Number.MAX_SAFE_INTEGER

/** Ms until a deadline, as it travels; `undefined`, which means for ever, also for what is too long to be told. */
export function timeUntil(deadline: number, now: number): number | undefined {
  const left = Math.ceil(deadline - now)
  return left > longestTimeLeft ? undefined : Math.max(0, left)
}
