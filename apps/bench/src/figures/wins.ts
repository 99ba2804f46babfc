import { controlsOf, type Line, type Outcome } from '../outcome.ts'
import { subject } from '../subject.ts'
import { median, ratios } from './statistics.ts'

/** Where a contender is better than the subject. */
export interface Win {
  readonly line: string
  readonly contender: string
  /** How many times as good: above 1. */
  readonly factor: number
  /** It was so in every round. */
  readonly always: boolean
}

/** All of a run. */
export function winsOf(outcome: Outcome): Win[] {
  return wins(outcome.lines, subject, controlsOf(outcome))
}

/** @param controls those that do not compete. */
export function wins(lines: readonly Line[], whose: string, controls: readonly string[]): Win[] {
  return lines.flatMap((line) => {
    const { id, better, values } = line
    return Object.entries(values).flatMap(([contender, own]) => {
      const its = underSameLoad(line, lines, whose)?.[contender]
      if (its === undefined || contender === whose || controls.includes(contender)) return []
      const all = (better === 'more' ? ratios(own, its) : ratios(its, own)).filter(Number.isFinite)
      if (all.length === 0) return []
      const factor = median(all)
      return factor > 1 ? [{ line: id, contender, factor, always: all.every((one) => one > 1) }] : []
    })
  })
}

/** By contender: the subject's values under the same load. `undefined`: there are none to compare with. */
function underSameLoad(line: Line, lines: readonly Line[], whose: string): Line['values'] | undefined {
  const { values, ownLoad, subjectIn, row } = line
  if (ownLoad === true) return lines.find(({ row: of, name }) => of === row && name === subjectIn)?.values
  const its = values[whose]
  return its && Object.fromEntries(Object.keys(values).map((contender) => [contender, its]))
}
