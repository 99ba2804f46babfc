import { type Alarm, closeText, type ErrorCode, type RefuseReason, RpcError } from '@wsrpc/core'
import type { PoolConnection } from '../roster/instance.ts'
import { oneLine } from '../roster/one-line.ts'
import type { Roster } from '../roster/roster.ts'
import type { Attempt, CallHost, CallTask } from './call-task.ts'
import type { Dispatch } from './dispatch.ts'
import type { Hedging } from './hedging.ts'
import { type Poison, poisonOf } from './poison.ts'
import type { Task } from './task.ts'
import { at } from './trace.ts'

/** How one says that it has not what was asked for. */
const lacks: ReadonlySet<ErrorCode> = new Set(['NOT_FOUND', 'UNIMPLEMENTED'])

/** Why a call is not sent once more: it must not run twice, has done so too often, or its path has retried too much. */
type Refusal = 'once' | 'attempts' | 'budget'

export interface AttemptsOptions {
  readonly roster: Roster
  readonly alarm: Alarm
  readonly dispatch: Dispatch
  readonly hedging: Hedging
  /** Most attempts of a call that are open or ended nobody knows how. */
  readonly maxAttempts: number
  /** A call has lost its providers so often that it is not sent again. */
  readonly onPoison: (poison: Poison) => void
  /** The last open call is settled. */
  readonly onIdle: () => void
}

/** What is done when an attempt begins or ends, and above all when it does not end with an answer. */
export class Attempts implements CallHost {
  readonly #options: AttemptsOptions
  #open = 0

  constructor(options: AttemptsOptions) {
    this.#options = options
  }

  /** Tasks that are not settled. */
  get open(): number {
    return this.#open
  }

  /** Takes a new task: it is sent now, or waits. */
  start(task: Task): void {
    const { alarm, dispatch } = this.#options
    this.#open++
    alarm.add(task)
    task.route.guard.budget.deposit(task.begun)
    dispatch.place(task, task.begun)
  }

  took(task: CallTask, attempt: Attempt, hedge: boolean): void {
    const { route } = task
    const tally = (route.tally ??= route.tallies.of(route.method))
    tally.inFlight++
    if (hedge) tally.hedges++
    else if (attempt.number > 1) tally.retries++
    this.#options.roster.take(attempt.connection)
    route.guard.took(attempt)
    if (!hedge && task.wishes?.hedge !== undefined) this.#options.hedging.watch(task, attempt)
  }

  freed(task: CallTask, attempt: Attempt): void {
    const { tally, guard } = task.route
    if (tally !== undefined) tally.inFlight--
    guard.freed(attempt)
    this.#options.roster.release(attempt.connection)
  }

  answered(task: CallTask, attempt: Attempt, error: RpcError | undefined): void {
    const now = attempt.connection.link.heardAt ?? this.#options.alarm.now()
    task.endedAt = now
    task.route.tally?.answered(now - attempt.sentAt, now)
    task.route.guard.answered(attempt, error, now)
  }

  settled(task: Task, error: RpcError | undefined): void {
    const { alarm, dispatch, onIdle } = this.#options
    alarm.remove(task)
    dispatch.withdraw(task)
    task.hedge?.clear()
    const { route } = task
    // A notify that ended well is the first that is known to be had, if it was never called.
    if (error === undefined) route.tally ??= route.tallies.of(route.method)
    const tally = route.tally ?? route.tallies.others
    tally.settled((task.endedAt ?? alarm.now()) - task.begun, error)
    if (error !== undefined) {
      task.trace?.tell({
        type: 'failed',
        code: error.code,
        execution: error.execution,
        message: error.message,
      })
    }
    this.#open--
    if (this.#open === 0) onIdle()
  }

  /** Another attempt was sent later and answered first: as far as anybody can see, this one hangs. */
  beaten(task: CallTask, attempt: Attempt): void {
    task.route.guard.unanswered(attempt, this.#options.alarm.now())
  }

  /** Its time ran out before an answer came. That is its provider's fault only if it had most of that time. */
  late(task: CallTask, attempt: Attempt): void {
    const now = this.#options.alarm.now()
    if ((now - attempt.sentAt) * 2 >= now - task.begun) task.route.guard.unanswered(attempt, now)
  }

  /** Not started there: it goes elsewhere, and that one gets nothing until it says so. */
  refused(task: CallTask, attempt: Attempt, reason: RefuseReason): void {
    const { connection } = attempt
    if (task.route.tally !== undefined) task.route.tally.refused++
    if (reason === 'full') connection.of.refused = true
    else if (reason === 'draining') connection.draining = true
    else connection.refusedPaused = true
    this.#options.roster.refresh(connection.of)
    if (attempt.streams?.pulled !== true) return this.#again(task, attempt, 'refused')
    const message = `${task.method}: ${nameOf(connection)} refused it (${reason}), and had read from a stream in its params`
    task.fail(new RpcError('UNAVAILABLE', message, { execution: 'not-started' }))
    this.freed(task, attempt)
  }

  lacked(task: CallTask, attempt: Attempt, error: RpcError): boolean {
    if (error.execution !== 'not-started' || !lacks.has(error.code)) return false
    const { connection, streams } = attempt
    const { member } = connection
    if (member === undefined || streams?.pulled === true || !task.binding.lacks(member, task.demand))
      return false
    if (task.route.tally !== undefined) task.route.tally.refused++
    task.trace?.tell({ type: 'refused', ...at(connection, attempt.number), reason: 'lacking' })
    this.#again(task, attempt, 'refused')
    return true
  }

  /** Its connection is gone for good. Only what certainly did not start, or may run twice, is sent again. */
  lost(task: CallTask, attempt: Attempt, written: boolean): void {
    if (task.route.tally !== undefined) task.route.tally.lost++
    if (written) {
      task.lostAt = [...task.lostAt, attempt.connection]
      // Of one that is settled it was told already what is to be said, as when its time ran out.
      if (!task.settled) task.route.guard.lost(attempt, this.#options.alarm.now())
    }
    const refusal = attempt.streams?.pulled === true ? 'once' : written ? this.#twice(task) : undefined
    if (refusal === undefined) return this.#again(task, attempt, 'lost')
    // Another attempt, or the next one, may still be answered.
    if (!task.settled && !task.isOpen && !task.isWaiting) {
      const error = lostError(task, attempt, refusal === 'budget')
      const poison = refusal === 'attempts' ? poisonOf(task, error) : undefined
      task.fail(error)
      if (poison !== undefined) this.#options.onPoison(poison)
    }
    this.freed(task, attempt)
  }

  /** Its connection may come back. What may run twice does not wait for that: it goes elsewhere at once. */
  interrupted(task: CallTask, attempt: Attempt): void {
    if (task.isUnderWay || this.#twice(task) !== undefined) return
    task.avoid(attempt.connection)
    this.#place(task, 'interrupted')
  }

  /** A connection goes on: what was to be sent again for its sake, and was not, is not. */
  resumed(connection: PoolConnection): void {
    const { dispatch } = this.#options
    for (const task of dispatch.resends.take(connection)) dispatch.withdraw(task)
  }

  /**
   * Takes the leave of a call that may have run to be sent once more. The first time is free, more are paid for.
   *
   * @returns why it has none.
   */
  #twice(task: CallTask): Refusal | undefined {
    if (!task.idempotent) return 'once'
    if (task.atRisk >= this.#options.maxAttempts) return 'attempts'
    // It is on its way already, or nobody wants it any more: nothing is to be paid for.
    if (task.settled || task.isWaiting || task.isUnderWay) return undefined
    const { budget } = task.route.guard
    return task.resends++ === 0 || budget.withdraw(this.#options.alarm.now()) ? undefined : 'budget'
  }

  /** Sends it elsewhere, and frees the slot that it had only then: it is older than those that wait for one. */
  #again(task: CallTask, attempt: Attempt, why: 'refused' | 'lost'): void {
    if (!task.settled) {
      task.avoid(attempt.connection)
      if (!task.isWaiting && !task.isUnderWay) this.#place(task, why)
    }
    this.freed(task, attempt)
    this.#options.dispatch.trim(task)
  }

  #place(task: CallTask, why: 'refused' | 'lost' | 'interrupted'): void {
    task.trace?.tell({ type: 'again', why })
    this.#options.dispatch.place(task)
  }
}

function nameOf({ name }: PoolConnection): string {
  return name === undefined ? 'its provider' : `its provider '${oneLine(name)}'`
}

function lostError(task: CallTask, { connection }: Attempt, unpaid: boolean): RpcError {
  const times = task.unknown > 1 ? `, the last of ${task.unknown} that it was sent to,` : ''
  const how = connection.end === undefined ? '' : ` (${oneLine(closeText(connection.end))})`
  const why = unpaid ? '; the retry budget of its path is used up' : ''
  const message = `${task.method}: ${nameOf(connection)}${times} was lost before it answered${how}${why}`
  return new RpcError('UNAVAILABLE', message, { execution: 'unknown' })
}
