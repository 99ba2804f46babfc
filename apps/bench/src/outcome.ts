/** What a run found: plain data, as `--json` prints it and results.json keeps it. */

import type { Machine } from './machine.ts'
import type { Costs } from './parts/costs.ts'
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

/** The names of those that do not compete. */
export function controlsOf({ contenders }: Outcome): string[] {
  return contenders.filter(({ control }) => control).map(({ name }) => name)
}

export interface Outcome {
  readonly machine: Machine
  readonly plan: 'full' | 'quick'
  /** All rows and all contenders that this machine can run. */
  readonly whole: boolean
  readonly contenders: readonly Named[]
  readonly lines: readonly Line[]
  readonly absences: readonly Absence[]
  /** What a call of wsrpc costs, part by part. Empty: the run was not of everything. */
  readonly parts: readonly Costs[]
  readonly seconds: number
}
