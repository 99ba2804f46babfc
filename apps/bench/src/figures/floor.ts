import type { Line } from '../outcome.ts'
import { bestOf } from './best.ts'
import { ratioOf } from './summary.ts'

/** A ratio that has to hold. One of `least` and `most` is there. */
export interface Floor {
  readonly line: string
  readonly contender: string
  /** What it is a multiple of: the best of these, round by round. */
  readonly to: readonly string[]
  readonly least?: number
  readonly most?: number
}

/** A floor that does not hold. */
export interface Fallen extends Floor {
  /** `undefined`: it was not measured, which is no better. */
  readonly ratio: number | undefined
}

export function fallen(lines: readonly Line[], floors: readonly Floor[]): Fallen[] {
  return floors.flatMap((floor) => {
    const line = lines.find(({ id }) => id === floor.line)
    const ratio = line && ratioOf(line.values[floor.contender], bestOf(line, floor.to))
    const { least = -Infinity, most = Infinity } = floor
    return ratio !== undefined && ratio >= least && ratio <= most ? [] : [{ ...floor, ratio }]
  })
}

/** Whether a contender has to be measured in a row: only what a floor is about. */
export function wantedBy(floors: readonly Floor[]): (row: string, contender: string) => boolean {
  return (row, contender) =>
    floors.some((floor) => rowOf(floor) === row && [floor.contender, ...floor.to].includes(contender))
}

/** The row that its line is of. */
export function rowOf({ line }: Floor): string {
  return line.split('/', 1)[0] as string
}

/** A sentence that names the row. */
export function inWords({ line, contender, to, least, most, ratio }: Fallen): string {
  const others = to.length === 1 ? to.join() : `the best of ${to.join(', ')}`
  if (ratio === undefined) return `${line}: ${contender} was not measured, or ${others} was not.`
  const bound = least !== undefined && ratio < least ? `at least ${least}` : `at most ${most}`
  return `${line}: ${contender} is ${ratio.toFixed(2)} × ${others}, and has to be ${bound}.`
}
