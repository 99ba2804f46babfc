import { type CallMeta, type OutgoingCall, type RefuseReason, RpcError } from '@wsrpc/core'
import type { PoolConnection } from '../roster/instance.ts'
import { type Progress, Task, type TaskHost, type TaskOptions } from './task.ts'
import { at } from './trace.ts'

const nowhere: readonly PoolConnection[] = []
/** Shared by all that have none: replaced, and never added to. */
const none: Attempt[] = []

/** What a call tells the one who places it. */
export interface CallHost extends TaskHost {
  /** An attempt took a slot. `hedge`: beside another one that may be answered. */
  took(task: CallTask, attempt: Attempt, hedge: boolean): void
  /** The first answer of a call that waits for one; `undefined`: a result. The slot is freed later. */
  answered(task: CallTask, attempt: Attempt, error: RpcError | undefined): void
  /** An attempt ended: its slot is free. */
  freed(task: CallTask, attempt: Attempt): void
  /** An attempt that was sent after this one was answered first. */
  beaten(task: CallTask, attempt: Attempt): void
  /** Its time ran out before this attempt was answered. */
  late(task: CallTask, attempt: Attempt): void
  /** Not started there. The slot is the host's to free: the task, which is older, comes before those that wait for it. */
  refused(task: CallTask, attempt: Attempt, reason: RefuseReason): void
  /**
   * It ended with an error that may say that its provider has no such method, where others have it.
   *
   * @returns whether that is so: then it goes to one of those, and the slot is the host's as above.
   */
  lacked(task: CallTask, attempt: Attempt, error: RpcError): boolean
  /** The connection is gone for good. The slot as above. */
  lost(task: CallTask, attempt: Attempt, written: boolean): void
  /** The connection lost its socket and may come back: the attempt is open, and nobody knows for how long. */
  interrupted(task: CallTask, attempt: Attempt): void
}

/** A call: settles with the first answer of one of its attempts. */
export class CallTask extends Task {
  readonly idleTimeout: number | undefined
  /** Attempts that were sent and have no end. */
  #open: Attempt[] = none
  #sent = 0
  /** Where attempts were lost whose end is unknown. */
  lostAt: readonly PoolConnection[] = nowhere
  /** How often it was sent again after a loss or an interruption. */
  resends: number = 0
  /** The attempt that answered, while streams of its result are open. */
  #streaming: Attempt | undefined = undefined
  #gaveUp = false
  /** Attempts that were cancelled before they had left: their slots are free once the task is settled. */
  #withdrawn: Attempt[] | undefined = undefined
  readonly #host: CallHost

  constructor(options: TaskOptions, host: CallHost) {
    super(options, host)
    this.idleTimeout = options.idleTimeout
    this.#host = host
  }

  sendTo(connection: PoolConnection, now: number): void {
    const number = this.#sent + 1
    const meta = number === 1 ? this.meta : { ...this.meta, attempt: number }
    const attempt = new Attempt(this, connection, meta, number, now)
    connection.link.call(attempt, now)
    this.#sent = number
    const hedge = this.#open.length > 0 && this.#open.some((other) => !other.connection.interrupted)
    // An array that grows begins with room for 17, and nearly always there is one.
    if (this.#open.length === 0) this.#open = [attempt]
    else this.#open.push(attempt)
    this.#host.took(this, attempt, hedge)
    this.trace?.tell({ type: 'sent', ...at(connection, number), hedge })
  }

  /** Attempts whose end is unknown. */
  get unknown(): number {
    return this.lostAt.length
  }

  get execution(): Progress {
    return this.#open.length > 0 || this.unknown > 0 ? 'unknown' : 'not-started'
  }

  /** Attempts that may have run or be running. */
  get atRisk(): number {
    return this.#open.length + this.unknown
  }

  override get isOpen(): boolean {
    return this.#open.length > 0
  }

  override get openAt(): readonly PoolConnection[] {
    return this.#open.map(({ connection }) => connection)
  }

  /** Whether an attempt is open that none may be sent beside: its connection stands, or its params hold streams. */
  get isUnderWay(): boolean {
    return this.#open.some(({ connection, streams }) => !connection.interrupted || streams?.sent === true)
  }

  override expire(): void {
    for (const attempt of this.#open) if (!attempt.connection.interrupted) this.#host.late(this, attempt)
    super.expire()
  }

  protected giveUp(): void {
    if (this.#gaveUp || this.#open.length === 0) return
    this.#gaveUp = true
    for (const attempt of this.#open.slice()) {
      const withdrawn = attempt.connection.link.cancel(attempt)
      if (withdrawn && this.#ended(attempt)) (this.#withdrawn ??= []).push(attempt)
    }
  }

  /** Also when it is settled: what the result streams is given up then. */
  protected override abort(): void {
    const attempt = this.#streaming
    if (attempt === undefined) super.abort()
    else if (attempt.connection.link.cancel(attempt)) this.released(attempt)
  }

  /** An attempt that was not started says so of itself; another one may have run. */
  override fail(error: RpcError): void {
    if (this.settled) return
    this.giveUp()
    if (error.execution !== 'not-started' || this.execution === 'not-started') super.fail(error)
    else {
      const { code, message, data, cause } = error
      super.fail(new RpcError(code, message, { data, cause, execution: 'unknown' }))
    }
    this.#freeWithdrawn()
  }

  answered(attempt: Attempt, value: unknown, streaming: boolean): void {
    this.#ended(attempt)
    if (!this.settled) this.#answered(attempt, undefined)
    if (streaming && !this.settled) this.#streaming = attempt
    this.succeed(value, streaming)
    this.#freeWithdrawn()
    if (!streaming) this.#host.freed(this, attempt)
  }

  /** The streams of its result have ended. */
  released(attempt: Attempt): void {
    if (this.#streaming === attempt) {
      this.#streaming = undefined
      this.letGo()
    }
    this.#host.freed(this, attempt)
  }

  failed(attempt: Attempt, error: RpcError): void {
    this.#ended(attempt)
    if (!this.settled) {
      if (this.#host.lacked(this, attempt, error)) return
      this.#answered(attempt, error)
    }
    this.fail(error)
    this.#host.freed(this, attempt)
  }

  #answered(attempt: Attempt, error: RpcError | undefined): void {
    this.#host.answered(this, attempt, error)
    if (error !== undefined) return // who fails first has beaten nobody
    for (const other of this.#open)
      if (other.sentAt < attempt.sentAt && !other.connection.interrupted) this.#host.beaten(this, other)
    this.trace?.tell({ type: 'answered', ...at(attempt.connection, attempt.number) })
  }

  refused(attempt: Attempt, reason: RefuseReason): void {
    this.#ended(attempt)
    this.trace?.tell({ type: 'refused', ...at(attempt.connection, attempt.number), reason })
    this.#host.refused(this, attempt, reason)
  }

  lost(attempt: Attempt, written: boolean): void {
    this.#ended(attempt)
    this.trace?.tell({ type: 'lost', ...at(attempt.connection, attempt.number), arrived: written })
    this.#host.lost(this, attempt, written)
  }

  interrupted(attempt: Attempt): void {
    if (this.settled) return
    this.trace?.tell({ type: 'interrupted', ...at(attempt.connection, attempt.number) })
    this.#host.interrupted(this, attempt)
  }

  /** @returns whether it was open. */
  #ended(attempt: Attempt): boolean {
    const open = this.#open
    // Nearly always it is the only one.
    const at = open[open.length - 1] === attempt ? open.length - 1 : open.indexOf(attempt)
    if (at < 0) return false
    if (at === open.length - 1) open.pop()
    else open.splice(at, 1)
    return true
  }

  /** Not before it is settled: it could wait for that very slot. */
  #freeWithdrawn(): void {
    const withdrawn = this.#withdrawn
    if (withdrawn === undefined) return
    this.#withdrawn = undefined
    for (const attempt of withdrawn) this.#host.freed(this, attempt)
  }
}

/**
 * One sending of a call to one connection. It holds a slot there until it ends, also when nobody waits any more, and
 * with it the streams of its result.
 */
export class Attempt implements OutgoingCall {
  id: number = 0
  streams: OutgoingCall['streams'] = undefined
  readonly meta: CallMeta | undefined
  readonly connection: PoolConnection
  /** Which of the call it is, from 1. */
  readonly number: number
  /** In ms of the pool's clock. */
  readonly sentAt: number
  readonly #task: CallTask

  constructor(
    task: CallTask,
    connection: PoolConnection,
    meta: CallMeta | undefined,
    number: number,
    sentAt: number,
  ) {
    this.meta = meta
    this.connection = connection
    this.number = number
    this.sentAt = sentAt
    this.#task = task
  }

  get method(): string {
    return this.#task.method
  }
  get params(): readonly unknown[] {
    return this.#task.params
  }
  get deadline(): number {
    return this.#task.deadline
  }
  get idleTimeout(): number | undefined {
    return this.#task.idleTimeout
  }

  onResult(value: unknown, streaming: boolean): void {
    this.#task.answered(this, value, streaming)
  }

  onError(error: RpcError): void {
    this.#task.failed(this, error)
  }

  onRefused(reason: RefuseReason): void {
    this.#task.refused(this, reason)
  }

  onLost(written: boolean): void {
    this.#task.lost(this, written)
  }

  onInterrupted(): void {
    this.#task.interrupted(this)
  }

  onReleased(): void {
    this.#task.released(this)
  }
}
