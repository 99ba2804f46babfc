import {
  type Alarm,
  type CallMeta,
  cancelled,
  deadlineExceeded,
  type Link,
  type OutgoingCall,
  type RefuseReason,
  RpcError,
  type Timed,
  type TimedBucket,
} from '@wsrpc/core'

/** Who sends what is pending. */
export interface Sender {
  readonly alarm: Alarm
  /** It did not start there: it waits for another way. `refused`: that link takes nothing more. */
  again(pending: Pending, refused?: Link): void
  /** It waits no longer. */
  forget(pending: Pending): void
  /** The other side has one call less. */
  freed(): void
  /** The error of one whose time ran out while it waited. */
  waitedTooLong(method: string): RpcError
}

/** What {@link Pending} is made of. */
export interface PendingOptions {
  readonly sender: Sender
  readonly method: string
  readonly params: readonly unknown[]
  /** In ms of the alarm's clock. */
  readonly deadline: number
  readonly meta: CallMeta | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * A call or a notify until it is settled: waiting for a way to the pool, or under way. It is what the alarm, the
 * signal and the peer hold of it: no closure, timer or listener besides.
 */
export abstract class Pending implements Timed {
  readonly method: string
  readonly params: readonly unknown[]
  readonly meta: CallMeta | undefined
  readonly promise: Promise<unknown>
  protected readonly sender: Sender
  readonly #signal: AbortSignal | undefined
  #resolve!: (value: unknown) => void
  #reject!: (reason: unknown) => void
  #settled = false

  // As something that waits in the alarm.
  deadline: number
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(options: PendingOptions) {
    this.sender = options.sender
    this.method = options.method
    this.params = options.params
    this.deadline = options.deadline
    this.meta = options.meta
    this.#signal = options.signal
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.sender.alarm.add(this)
    // The object itself listens (`handleEvent`), so that there is no closure to make or to keep.
    this.#signal?.addEventListener('abort', this)
  }

  get settled(): boolean {
    return this.#settled
  }

  /** Whether the pool counts it among this side's calls in flight. */
  abstract readonly takesSlot: boolean

  /** Sends it there. @throws whatever keeps it from being written; nothing of it was. */
  abstract send(link: Link): void

  /** Gives it up: its time is up, or its caller aborted it. `undefined` if it was not sent. */
  protected abstract abandon(): 'not-started' | 'unknown'

  resolve(value: unknown): void {
    if (this.#end()) this.#resolve(value)
  }

  reject(error: unknown): void {
    if (this.#end()) this.#reject(error)
  }

  /** For the alarm. */
  expire(): void {
    if (this.abandon() === 'unknown') {
      return this.reject(deadlineExceeded(this.method, 'unknown', 'before an answer came'))
    }
    const error = this.sender.waitedTooLong(this.method)
    this.sender.forget(this)
    this.reject(error)
  }

  /** For the signal. */
  handleEvent(): void {
    const execution = this.abandon()
    if (execution === 'not-started') this.sender.forget(this)
    this.reject(cancelled(this.method, execution, this.#signal?.reason))
  }

  #end(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.sender.alarm.remove(this)
    this.#signal?.removeEventListener('abort', this)
    return true
  }
}

/** Waits for its answer. */
export class Call extends Pending implements OutgoingCall {
  id = 0
  readonly takesSlot = true
  /** Where it is under way. */
  #link: Link | undefined

  send(link: Link): void {
    link.call(this)
    this.#link = link
  }

  protected abandon(): 'not-started' | 'unknown' {
    if (this.#link === undefined) return 'not-started'
    // It is answered all the same: until then the pool counts it as being in flight.
    this.#link.peer.cancel(this)
    return 'unknown'
  }

  onResult(value: unknown): void {
    this.resolve(value)
    this.sender.freed()
  }

  onError(error: RpcError): void {
    this.reject(error)
    this.sender.freed()
  }

  onRefused(reason: RefuseReason): void {
    const link = this.#link
    this.#link = undefined
    if (reason === 'draining') {
      if (!this.settled) this.sender.again(this, link)
    } else if (reason === 'full') {
      this.reject(
        refused(
          'RESOURCE_EXHAUSTED',
          `${this.method}: the pool takes no more calls of this provider for now`,
        ),
      )
    } else {
      this.reject(refused('UNAVAILABLE', `${this.method}: the pool refused it (${reason})`))
    }
    this.sender.freed()
  }

  onLost(written: boolean): void {
    this.#link = undefined
    if (this.settled) return
    if (!written) return this.sender.again(this)
    const message = `${this.method}: the connection was lost before an answer came`
    this.reject(new RpcError('UNAVAILABLE', message, { execution: 'unknown' }))
  }
}

/** Done as soon as it is written: nobody answers it. */
export class Notification extends Pending {
  readonly takesSlot = false

  send(link: Link): void {
    link.notify(this.method, this.params, this.meta)
    this.resolve(undefined)
  }

  protected abandon(): 'not-started' | 'unknown' {
    return 'not-started'
  }
}

function refused(code: 'RESOURCE_EXHAUSTED' | 'UNAVAILABLE', message: string): RpcError {
  return new RpcError(code, message, { execution: 'not-started' })
}
