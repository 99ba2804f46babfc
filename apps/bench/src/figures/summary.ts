import type { Line } from '../outcome.ts'
import { median, ratios, type Spread, spread } from './statistics.ts'

/** What the rounds of one contender come to, in one line. */
export interface Summary extends Spread {
  readonly contender: string
  readonly median: number
  /** By what it is compared with: the median of the ratios of each round. Absent where that one has no values. */
  readonly ratios: Readonly<Record<string, number>>
}

/** @param controls what each contender is a multiple of. */
export function summarise({ values, ownLoad }: Line, controls: readonly string[]): Summary[] {
  const comparable = ownLoad === true ? [] : controls
  return Object.entries(values).map(([contender, own]) => ({
    contender,
    median: median(own),
    ...spread(own),
    ratios: Object.fromEntries(
      comparable.flatMap((control) => {
        const ratio = ratioOf(own, values[control])
        return ratio === undefined ? [] : [[control, ratio] as const]
      }),
    ),
  }))
}

/** The median of the ratios, round by round; `undefined`: there is nothing to divide by. */
export function ratioOf(
  own: readonly number[] | undefined,
  others: readonly number[] | undefined,
): number | undefined {
  if (own === undefined || others === undefined) return undefined
  const all = ratios(own, others).filter(Number.isFinite)
  return all.length === 0 ? undefined : median(all)
}
