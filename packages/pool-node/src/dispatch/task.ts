import {
  cancelled,
  type CallMeta,
  deadlineExceeded,
  type Execution,
  type OutgoingCall,
  type RefuseReason,
  RpcError,
  type Timed,
  type TimedBucket,
} from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { PoolConnection } from '../roster/instance.ts'
import type { Waiting } from './queue.ts'

const noParams: readonly unknown[] = []

/** What a task tells the one who places it. */
export interface TaskHost {
  /** An attempt took a slot. */
  took(connection: PoolConnection): void
  /** An attempt ended: its slot is free. */
  freed(connection: PoolConnection): void
  /** Not started there. The slot is the host's to free: the task, which is older, comes before those that wait for it. */
  refused(task: CallTask, connection: PoolConnection, reason: RefuseReason): void
  /** The connection is gone for good. The slot as above. */
  lost(task: CallTask, connection: PoolConnection, written: boolean): void
  /** It is settled, well if there is no error: it neither waits nor has a deadline any more. */
  settled(task: Task, error: RpcError | undefined): void
}

/** What a task is made from. */
export interface TaskOptions {
  readonly method: string
  readonly params: readonly unknown[]
  readonly meta: CallMeta | undefined
  /** In ms of the pool's clock; spans queue and all attempts. */
  readonly deadline: number
  readonly binding: Binding
  readonly signal: AbortSignal | undefined
  readonly idempotent: boolean
  /** Which it is among all tasks: its age. */
  readonly order: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: RpcError) => void
}

/**
 * Something that the pool was asked to do, until the one who asked is told: it may wait in a queue, and its time
 * may run out. One object for all of that, not one for each: this is the hot path.
 */
export abstract class Task implements Timed, Waiting {
  readonly method: string
  readonly service: string
  /** Dropped once it is settled, while a slot may still be taken: a provider must not make the pool keep them. */
  params: readonly unknown[]
  readonly meta: CallMeta | undefined
  readonly binding: Binding
  readonly idempotent: boolean
  readonly order: number
  settled: boolean = false
  /** The connections of its attempts that ended `unknown` or refused it: the next one goes elsewhere if it can. */
  tried: PoolConnection[] | undefined = undefined
  protected readonly host: TaskHost
  readonly #signal: AbortSignal | undefined
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: RpcError) => void
  readonly #onAbort: (() => void) | undefined

  // Its place in the waiting queue.
  line: object | undefined = undefined
  ahead: this | undefined = undefined
  behind: this | undefined = undefined

  // Its place among the deadlines.
  deadline: number
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(options: TaskOptions, host: TaskHost) {
    this.method = options.method
    this.service = options.method.slice(0, options.method.indexOf('.'))
    this.params = options.params
    this.meta = options.meta
    this.binding = options.binding
    this.idempotent = options.idempotent
    this.order = options.order
    this.deadline = options.deadline
    this.host = host
    this.#resolve = options.resolve
    this.#reject = options.reject
    this.#signal = options.signal
    if (options.signal !== undefined) {
      this.#onAbort = (): void => this.abort()
      options.signal.addEventListener('abort', this.#onAbort, { once: true })
    }
  }

  /** Sends it. @throws RpcError, not started, when it can't be sent. */
  abstract sendTo(connection: PoolConnection): void

  /** How far the work may have gone by now. */
  abstract get execution(): Extract<Execution, 'not-started' | 'unknown'>

  /** Nobody wants the open attempts any more. */
  protected abstract giveUp(): void

  expire(): void {
    const { execution, method, service } = this
    if (this.line === undefined) {
      return this.abandon(deadlineExceeded(method, execution, 'before the answer came'))
    }
    const offer = this.binding.offer(service)
    if (offer === undefined) {
      const message = `no connected provider offers ${service} (${method})`
      return this.abandon(new RpcError('UNAVAILABLE', message, { execution }))
    }
    const has = offer.count(method) > 0
    const where = has ? 'while it waited for a free provider' : 'while it waited: nobody here has the method'
    this.abandon(deadlineExceeded(method, execution, where))
  }

  abort(): void {
    this.abandon(cancelled(this.method, this.execution, this.#signal?.reason))
  }

  /** Fails it for a reason of this side: what is open is cancelled. */
  abandon(error: RpcError): void {
    if (this.settled) return
    this.giveUp()
    this.fail(error)
  }

  succeed(value: unknown): void {
    if (this.#settle(undefined)) this.#resolve(value)
  }

  fail(error: RpcError): void {
    if (this.#settle(error)) this.#reject(error)
  }

  #settle(error: RpcError | undefined): boolean {
    if (this.settled) return false
    this.settled = true
    this.params = noParams
    this.host.settled(this, error)
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort)
    return true
  }
}

/** A call: settles with the answer. */
export class CallTask extends Task {
  /** Attempts that were sent and have not ended. */
  readonly #open: Attempt[] = []
  #sent = 0
  /** Attempts whose end is unknown. */
  unknown: number = 0

  sendTo(connection: PoolConnection): void {
    const meta = this.#sent === 0 ? this.meta : { ...this.meta, attempt: this.#sent + 1 }
    const attempt = new Attempt(this, connection, meta)
    connection.link.call(attempt)
    this.#sent++
    this.#open.push(attempt)
    this.host.took(connection)
  }

  get execution(): 'not-started' | 'unknown' {
    return this.#open.length > 0 || this.unknown > 0 ? 'unknown' : 'not-started'
  }

  /** Attempts that may have run or be running. */
  get atRisk(): number {
    return this.#open.length + this.unknown
  }

  protected giveUp(): void {
    for (const attempt of this.#open) attempt.connection.link.cancel(attempt)
  }

  /** An attempt that was not started says so of itself; an earlier one may have run. */
  override fail(error: RpcError): void {
    if (error.execution !== 'not-started' || this.execution === 'not-started') return super.fail(error)
    const { code, message, data, cause } = error
    super.fail(new RpcError(code, message, { data, cause, execution: 'unknown' }))
  }

  answered(attempt: Attempt, value: unknown): void {
    this.#ended(attempt)
    this.succeed(value)
    this.host.freed(attempt.connection)
  }

  failed(attempt: Attempt, error: RpcError): void {
    this.#ended(attempt)
    this.fail(error)
    this.host.freed(attempt.connection)
  }

  refused(attempt: Attempt, reason: RefuseReason): void {
    this.#ended(attempt)
    this.host.refused(this, attempt.connection, reason)
  }

  lost(attempt: Attempt, written: boolean): void {
    this.#ended(attempt)
    this.host.lost(this, attempt.connection, written)
  }

  #ended(attempt: Attempt): void {
    this.#open.splice(this.#open.indexOf(attempt), 1)
  }
}

/** A notify: settles when it was handed to a provider. */
export class NotifyTask extends Task {
  sendTo(connection: PoolConnection): void {
    connection.link.notify(this.method, this.params, this.meta)
    this.succeed(undefined)
  }

  get execution(): 'not-started' {
    return 'not-started'
  }

  protected giveUp(): void {}
}

/** One sending of a call to one connection. It holds a slot there until it ends, also when nobody waits any more. */
export class Attempt implements OutgoingCall {
  id: number = 0
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

  onResult(value: unknown): void {
    this.#task.answered(this, value)
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
}
