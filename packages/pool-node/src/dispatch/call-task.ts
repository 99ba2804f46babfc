import { type CallMeta, type OutgoingCall, type RefuseReason, RpcError } from '@wsrpc/core'
import type { PoolConnection } from '../roster/instance.ts'
import { type Progress, Task, type TaskHost, type TaskOptions } from './task.ts'

/** What a call tells the one who places it. */
export interface CallHost extends TaskHost {
  /** An attempt took a slot. */
  took(connection: PoolConnection): void
  /** An attempt ended: its slot is free. */
  freed(connection: PoolConnection): void
  /** Not started there. The slot is the host's to free: the task, which is older, comes before those that wait for it. */
  refused(task: CallTask, attempt: Attempt, reason: RefuseReason): void
  /** The connection is gone for good. The slot as above. */
  lost(task: CallTask, attempt: Attempt, written: boolean): void
  /** The connection lost its socket and may come back: the attempt is open, and nobody knows for how long. */
  interrupted(task: CallTask, attempt: Attempt): void
}

/** A call: settles with the first answer of one of its attempts. */
export class CallTask extends Task {
  readonly idleTimeout: number | undefined
  /** Attempts that were sent and have no end. */
  readonly #open: Attempt[] = []
  #sent = 0
  /** Attempts whose end is unknown. */
  unknown: number = 0
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

  sendTo(connection: PoolConnection): void {
    const meta = this.#sent === 0 ? this.meta : { ...this.meta, attempt: this.#sent + 1 }
    const attempt = new Attempt(this, connection, meta)
    connection.link.call(attempt)
    this.#sent++
    this.#open.push(attempt)
    this.#host.took(connection)
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
    if (streaming && !this.settled) this.#streaming = attempt
    this.succeed(value, streaming)
    this.#freeWithdrawn()
    if (!streaming) this.#host.freed(attempt.connection)
  }

  /** The streams of its result have ended. */
  released(attempt: Attempt): void {
    if (this.#streaming === attempt) {
      this.#streaming = undefined
      this.letGo()
    }
    this.#host.freed(attempt.connection)
  }

  failed(attempt: Attempt, error: RpcError): void {
    this.#ended(attempt)
    this.fail(error)
    this.#host.freed(attempt.connection)
  }

  refused(attempt: Attempt, reason: RefuseReason): void {
    this.#ended(attempt)
    this.#host.refused(this, attempt, reason)
  }

  lost(attempt: Attempt, written: boolean): void {
    this.#ended(attempt)
    this.#host.lost(this, attempt, written)
  }

  interrupted(attempt: Attempt): void {
    if (!this.settled) this.#host.interrupted(this, attempt)
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
    for (const { connection } of withdrawn) this.#host.freed(connection)
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
  readonly #task: CallTask

  constructor(task: CallTask, connection: PoolConnection, meta: CallMeta | undefined) {
    this.meta = meta
    this.connection = connection
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
