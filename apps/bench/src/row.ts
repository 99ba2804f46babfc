import type { Ability } from './cannot.ts'
import type { Lab } from './lab.ts'

/** One number that a row tells. */
export interface Figure {
  /** What it is, when the row tells more than one; else empty. */
  readonly name: string
  readonly unit: string
  readonly better: 'more' | 'less'
  /** Each contender has a load of its own here, so that their values can't be compared. */
  readonly ownLoad?: true
  /** With `ownLoad`: the figure of the same row that has wsrpc's value under each contender's load. */
  readonly subjectIn?: string
}

/** What is measured. It knows no contender. */
export interface Row {
  /** Short, for arguments and tables. */
  readonly name: string
  readonly title: string
  readonly ability: Ability
  readonly figures: readonly Figure[]
  /** With how many clients its {@link Lab.pair} is open. 0: it opens pairs of its own. */
  readonly clients: number
  readonly rounds: number
  /** Measurements before the first round, which do not count. */
  readonly warmUps: number
  /**
   * Measures one contender once.
   *
   * @returns a number for each figure; `undefined`: not for this contender.
   */
  measure(lab: Lab): Promise<readonly (number | undefined)[]>
}
