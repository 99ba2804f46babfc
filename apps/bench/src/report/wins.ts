import type { Win } from '../figures/wins.ts'
import { reasonOf } from '../why.ts'
import { times } from './numbers.ts'
import { table } from './table.ts'

/** Where a contender is better, and why. */
export function winsTable(wins: readonly Win[]): string {
  if (wins.length === 0) return 'Nowhere in this run.'
  const header = ['row', 'contender', 'factor', 'in every round', 'why']
  const rows = wins.map(({ line, contender, factor, always }) => [
    line,
    contender,
    times(factor),
    always ? 'yes' : 'no',
    reasonOf(line, contender) ?? 'no reason known yet',
  ])
  return table(header, rows, header.length)
}

/** A sentence for each that nobody has an explanation of. */
export function unexplained(wins: readonly Win[]): string[] {
  return wins
    .filter(({ line, contender }) => reasonOf(line, contender) === undefined)
    .map(({ line, contender }) => `No reason known yet why ${contender} is better at ${line}: see src/why.ts`)
}
