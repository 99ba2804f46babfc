import {
  type CallMeta,
  cancelled,
  closeStreams,
  deadlineExceeded,
  type Execution,
  type RpcError,
  type Timed,
  type TimedBucket,
  type Timer,
} from '@wsrpc/core'
import type { Hedge } from '../protection/hedge-delay.ts'
import type { Binding } from '../roster/binding.ts'
import type { Demand } from '../roster/demand.ts'
import type { PoolConnection } from '../roster/instance.ts'
import { outOfTime } from './out-of-time.ts'
import type { Waiting } from './queue/waiting-queue.ts'
import type { Route } from './router.ts'
import type { Trace } from './trace.ts'

const noParams: readonly unknown[] = []
const nowhere: readonly PoolConnection[] = []

/** How far work may have gone that nobody answered for. */
export type Progress = Extract<Execution, 'not-started' | 'unknown'>

/** What a task tells the one who places it. */
export interface TaskHost {
  /** It is settled, well if there is no error: it neither waits nor has a deadline any more. */
  settled(task: Task, error: RpcError | undefined): void
}

/** What few calls ask for: those without share one absence, and pay nothing for it. */
export interface Wishes {
  readonly affinity: string | undefined
  readonly priority: number
  readonly tenant: string | undefined
  readonly hedge: Hedge | undefined
  readonly trace: Trace | undefined
}

/** What a task is made from. */
export interface TaskOptions {
  readonly route: Route
  readonly demand: Demand
  readonly params: readonly unknown[]
  readonly meta: CallMeta | undefined
  /** When it was asked for, in ms of the pool's clock. */
  readonly begun: number
  /** In ms of the pool's clock; spans queue and all attempts. */
  readonly deadline: number
  /** For the streams of the result, in ms; `undefined`: none. */
  readonly idleTimeout: number | undefined
  readonly signal: AbortSignal | undefined
  readonly idempotent: boolean
  readonly wishes: Wishes | undefined
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
  readonly route: Route
  readonly demand: Demand
  /** Dropped once it is settled, while a slot may still be taken: a provider must not make the pool keep them. */
  params: readonly unknown[]
  readonly meta: CallMeta | undefined
  readonly idempotent: boolean
  readonly wishes: Wishes | undefined
  readonly begun: number
  readonly order: number
  settled: boolean = false
  /** When its answer came, if one came. In ms of the pool's clock. */
  endedAt: number | undefined = undefined
  /** The connections that refused it, were lost or were interrupted with it: the next attempt goes elsewhere if it can. */
  tried: PoolConnection[] | undefined = undefined
  /** Runs when the first attempt is slow, if it may be sent a second time then. */
  hedge: Timer | undefined = undefined
  readonly #host: TaskHost
  readonly #signal: AbortSignal | undefined
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: RpcError) => void
  readonly #onAbort: (() => void) | undefined

  // Its place in the waiting queue.
  lane: object | undefined = undefined
  ahead: this | undefined = undefined
  behind: this | undefined = undefined

  // Its place among the deadlines.
  deadline: number
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(options: TaskOptions, host: TaskHost) {
    this.route = options.route
    this.demand = options.demand
    this.params = options.params
    this.meta = options.meta
    this.idempotent = options.idempotent
    this.wishes = options.wishes
    this.begun = options.begun
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

  get method(): string {
    return this.route.method
  }
  get binding(): Binding {
    return this.route.binding
  }
  get priority(): number {
    return this.wishes?.priority ?? 0
  }
  get tenant(): string | undefined {
    return this.wishes?.tenant
  }
  get affinity(): string | undefined {
    return this.wishes?.affinity
  }
  get trace(): Trace | undefined {
    return this.wishes?.trace
  }
  get isWaiting(): boolean {
    return this.lane !== undefined
  }

  /** Sends it. `now`: in ms of the pool's clock. @throws RpcError, not started, when it can't be sent. */
  abstract sendTo(connection: PoolConnection, now: number): void

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

  /** Its next attempt should not go to this connection, nor to its instance. */
  avoid(connection: PoolConnection): void {
    this.tried = [...(this.tried ?? []).filter((one) => one !== connection), connection]
  }

  /** Nobody wants the open attempts any more. */
  protected abstract giveUp(): void

  expire(): void {
    const { method, demand } = this
    if (this.isWaiting) {
      const offer = this.binding.offer(demand.service)
      return this.#abandon((execution) => outOfTime(demand, offer, execution))
    }
    this.#abandon((execution) => deadlineExceeded(method, execution, 'before the answer came'))
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
