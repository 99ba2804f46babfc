import {
  type CallMeta,
  cancelled,
  closeStreams,
  deadlineExceeded,
  type Execution,
  RpcError,
  type Timed,
  type TimedBucket,
} from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { PoolConnection } from '../roster/instance.ts'
import type { Waiting } from './queue.ts'

const noParams: readonly unknown[] = []
const nowhere: readonly PoolConnection[] = []

/** How far work may have gone that nobody answered for. */
export type Progress = Extract<Execution, 'not-started' | 'unknown'>

/** What a task tells the one who places it. */
export interface TaskHost {
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
  /** For the streams of the result, in ms; `undefined`: none. */
  readonly idleTimeout: number | undefined
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
  /** The connections that refused it, were lost or were interrupted with it: the next attempt goes elsewhere if it can. */
  tried: PoolConnection[] | undefined = undefined
  readonly #host: TaskHost
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
    this.#host = host
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
  abstract get execution(): Progress

  /** Whether an attempt is open. */
  get isOpen(): boolean {
    return false
  }

  /** Where attempts are open. */
  get openAt(): readonly PoolConnection[] {
    return nowhere
  }

  /** Nobody wants the open attempts any more. */
  protected abstract giveUp(): void

  expire(): void {
    const { method, service } = this
    if (this.line === undefined) {
      return this.#abandon((execution) => deadlineExceeded(method, execution, 'before the answer came'))
    }
    const offer = this.binding.offer(service)
    if (offer === undefined) {
      const message = `no connected provider offers ${service} (${method})`
      return this.#abandon((execution) => new RpcError('UNAVAILABLE', message, { execution }))
    }
    const has = offer.count(method) > 0
    const where = has ? 'while it waited for a free provider' : 'while it waited: nobody here has the method'
    this.#abandon((execution) => deadlineExceeded(method, execution, where))
  }

  /** Its signal fired. */
  protected abort(): void {
    this.#abandon((execution) => cancelled(this.method, execution, this.#signal?.reason))
  }

  /** Fails it for a reason of this side. How far it went is known once what is open was cancelled. */
  #abandon(describe: (execution: Progress) => RpcError): void {
    if (this.settled) return
    this.giveUp()
    this.fail(describe(this.execution))
  }

  /** `streaming`: streams of the value are open, so the signal still counts until {@link letGo}. */
  succeed(value: unknown, streaming: boolean = false): void {
    if (!this.#settle(undefined)) return
    if (!streaming) this.letGo()
    this.#resolve(value)
  }

  fail(error: RpcError): void {
    const { params } = this
    if (!this.#settle(error)) return
    this.letGo()
    // It is not sent again, so nobody will read from them.
    closeStreams(params)
    this.#reject(error)
  }

  /** Its signal is nobody's business any more. */
  protected letGo(): void {
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  #settle(error: RpcError | undefined): boolean {
    if (this.settled) return false
    this.settled = true
    this.giveUp()
    this.params = noParams
    this.#host.settled(this, error)
    return true
  }
}
