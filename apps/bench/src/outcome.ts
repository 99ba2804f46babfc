/** What a run found: plain data, as `--json` prints it. */

import type { Machine } from './machine.ts'
import type { Figure } from './row.ts'

/** One figure of one row, of all contenders. */
export interface Line extends Figure {
  /** Of the row and the figure, as in `latency/p99`. */
  readonly id: string
  readonly row: string
  readonly title: string
  /** By contender: a value a round. */
  readonly values: Readonly<Record<string, readonly number[]>>
}

/** @param figure its name; empty when it is the row's only one. */
export function lineId(row: string, figure: string): string {
  return figure === '' ? row : `${row}/${figure.replaceAll(' ', '-')}`
}

/** A contender that a row has no figures of. */
export interface Absence {
  readonly row: string
  readonly contender: string
  readonly cause: string
  /** It should have had some. */
  readonly failed: boolean
}

export interface Named {
  readonly name: string
  readonly title: string
  readonly control: boolean
}

export interface Outcome {
  readonly machine: Machine
  readonly plan: 'full' | 'quick'
  /** All rows and all contenders that this machine can run. */
  readonly whole: boolean
  readonly contenders: readonly Named[]
  readonly lines: readonly Line[]
  readonly absences: readonly Absence[]
  readonly seconds: number
}
