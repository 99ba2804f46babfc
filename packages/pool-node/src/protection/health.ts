/**
 * - `'well'`: gets calls.
 * - `'ejected'`: gets none until its time is over.
 * - `'trial'`: gets one call, which shows whether it is well.
 */
export type HealthState = 'well' | 'ejected' | 'trial'

/** How one instance has answered so far. Its member holds it; only its {@link Ejection} changes it. */
export class Health<M = unknown> {
  /** Whose it is: the caller's own. */
  readonly member: M
  state: HealthState = 'well'
  /** When it came into this state: ms of the clock. */
  since: number
  /** When its time is over, while it is ejected: ms of the clock. */
  until: number | undefined = undefined
  /** Failures since the last success. */
  streak: number = 0
  /** How often it was ejected lately: what its time is multiplied by. */
  ejections: number = 0
  /** Attempts that ended since the last sweep. */
  succeeded: number = 0
  failed: number = 0

  constructor(member: M, now: number) {
    this.member = member
    this.since = now
  }
}
