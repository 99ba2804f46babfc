import type { Line } from '../outcome.ts'
import { ratioOf } from './summary.ts'

/** A ratio that has to hold. One of `least` and `most` is there. */
export interface Floor {
  readonly line: string
  readonly contender: string
  /** What it is a multiple of. */
  readonly to: string
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
    const values = lines.find(({ id }) => id === floor.line)?.values
    const ratio = ratioOf(values?.[floor.contender], values?.[floor.to])
    const { least = -Infinity, most = Infinity } = floor
    return ratio !== undefined && ratio >= least && ratio <= most ? [] : [{ ...floor, ratio }]
  })
}

/** A sentence that names the row. */
export function inWords({ line, contender, to, least, most, ratio }: Fallen): string {
  if (ratio === undefined) return `${line}: ${contender} was not measured, or ${to} was not.`
  const bound = least !== undefined && ratio < least ? `at least ${least}` : `at most ${most}`
  return `${line}: ${contender} is ${ratio.toFixed(2)} × ${to}, and has to be ${bound}.`
}
