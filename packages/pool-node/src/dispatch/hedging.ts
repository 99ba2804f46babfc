import { type Alarm, Timer } from '@wsrpc/core'
import { delayOf } from '../protection/hedge-delay.ts'
import type { Attempt, CallTask } from './call-task.ts'
import type { Dispatch } from './dispatch.ts'

/** Sends a call whose first attempt is slow to a second instance as well. The first answer settles it, the other is cancelled. */
export class Hedging {
  readonly #alarm: Alarm
  readonly #dispatch: Dispatch
  readonly #maxAttempts: number

  constructor(alarm: Alarm, dispatch: Dispatch, maxAttempts: number) {
    this.#alarm = alarm
    this.#dispatch = dispatch
    this.#maxAttempts = maxAttempts
  }

  /** Its first attempt was sent. */
  watch(task: CallTask, attempt: Attempt): void {
    const hedge = task.wishes?.hedge
    const { tally } = task.route
    // A stream can be read once.
    if (hedge === undefined || tally === undefined || attempt.streams?.sent === true) return
    const delay = delayOf(hedge, tally.recent, attempt.sentAt)
    if (delay === undefined) return
    task.hedge ??= new Timer(this.#alarm, () => this.#slow(task))
    task.hedge.set(delay)
  }

  #slow(task: CallTask): void {
    if (task.settled || task.isWaiting || !task.isUnderWay || task.atRisk >= this.#maxAttempts) return
    const now = this.#alarm.now()
    const { budget } = task.route.guard
    if (budget.left(now) >= 1 && this.#dispatch.placeBeside(task, now)) budget.withdraw(now)
  }
}
