import type { SuccessRateRules } from './ejection-options.ts'
import type { Health } from './health.ts'

/** Rates that are the same must not differ by how their sum was rounded. */
const rounding = 1e-9

/**
 * Those whose success rate in this interval is far below what is usual: below the mean less so many standard deviations.
 * The worst comes first. When all are equally bad, nobody stands out.
 */
export function outliers<M>(all: Iterable<Health<M>>, rules: SuccessRateRules): readonly Health<M>[] {
  // Those that are out had no calls that count: they are no part of what is usual.
  const judged = [...all].filter((health) => calls(health) >= rules.minCalls)
  if (judged.length < rules.minInstances) return []
  const mean = average(judged.map(rate))
  const deviation = Math.sqrt(average(judged.map((health) => (rate(health) - mean) ** 2)))
  const least = mean - rules.deviations * deviation - rounding
  return judged
    .filter((health) => rate(health) < least && health.failed >= rules.minFailures)
    .sort((a, b) => rate(a) - rate(b))
}

function calls({ succeeded, failed }: Health): number {
  return succeeded + failed
}

function rate(health: Health): number {
  return health.succeeded / calls(health)
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
