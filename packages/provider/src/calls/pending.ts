import {
  type Alarm,
  type CallMeta,
  cancelled,
  closeStreams,
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
  /** In ms; `undefined`: none. */
  readonly idleTimeout: number | undefined
}

/** How far one had come that was given up. */
type GivenUp =
  /** It waited. */
  | 'waiting'
  /** It had not left whole, and was taken back: it was not started. */
  | 'withdrawn'
  /** It is answered all the same: until then the pool counts it as being in flight. */
  | 'sent'

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

  /** Gives it up: its time is up, or its caller aborted it. */
  protected abstract giveUp(): GivenUp

  resolve(value: unknown): void {
    if (!this.#settle()) return
    this.letGo()
    this.#resolve(value)
  }

  /** As {@link resolve}, but its signal still counts, until {@link letGo}. */
  protected resolveStreaming(value: unknown): void {
    if (this.#settle()) this.#resolve(value)
  }

  /** It failed for good: nobody will read the streams in its params. */
  reject(error: unknown): void {
    if (!this.#settle()) return
    this.letGo()
    closeStreams(this.params)
    this.#reject(error)
  }

  /** Its signal counts no more. */
  protected letGo(): void {
    this.#signal?.removeEventListener('abort', this)
  }

  /** For the alarm. */
  expire(): void {
    const how = this.giveUp()
    if (how === 'waiting') {
      const error = this.sender.waitedTooLong(this.method)
      this.sender.forget(this)
      return this.reject(error)
    }
    if (how === 'sent') return this.reject(deadlineExceeded(this.method, 'unknown', 'before an answer came'))
    this.reject(deadlineExceeded(this.method, 'not-started', 'before all of it had left'))
    this.sender.freed()
  }

  /** For the signal. */
  handleEvent(): void {
    const how = this.giveUp()
    if (this.#settled) return // what is given up are the streams in its result
    if (how === 'waiting') this.sender.forget(this)
    const execution = how === 'sent' ? 'unknown' : 'not-started'
    this.reject(cancelled(this.method, execution, this.#signal?.reason))
    if (how === 'withdrawn') this.sender.freed()
  }

  #settle(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.sender.alarm.remove(this)
    return true
  }
}

/** Waits for its answer, then for the end of the streams in it. */
export class Call extends Pending implements OutgoingCall {
  id = 0
  streams: OutgoingCall['streams'] = undefined
  readonly idleTimeout: number | undefined
  readonly takesSlot = true
  /** Where it is under way. */
  #link: Link | undefined

  constructor(options: PendingOptions) {
    super(options)
    this.idleTimeout = options.idleTimeout
  }

  send(link: Link): void {
    link.call(this)
    this.#link = link
  }

  protected giveUp(): GivenUp {
    if (this.#link === undefined) return 'waiting'
    if (!this.#link.peer.cancel(this)) return 'sent'
    this.#link = undefined
    return 'withdrawn'
  }

  onResult(value: unknown, streaming: boolean): void {
    if (streaming) return this.resolveStreaming(value)
    this.resolve(value)
    this.sender.freed()
  }

  onReleased(): void {
    this.#link = undefined
    this.letGo()
    this.sender.freed()
  }

  onError(error: RpcError): void {
    this.reject(error)
    this.sender.freed()
  }

  onRefused(reason: RefuseReason): void {
    const link = this.#link
    this.#link = undefined
    if (reason === 'full') {
      this.reject(
        refused(
          'RESOURCE_EXHAUSTED',
          `${this.method}: the pool takes no more calls of this provider for now`,
        ),
      )
    } else if (reason === 'draining' && !this.#wasPulled) {
      this.#again(link)
    } else {
      this.reject(refused('UNAVAILABLE', `${this.method}: the pool refused it (${reason})`))
    }
    this.sender.freed()
  }

  /** It waits: either the connection goes on and brings its answer, or {@link onLost} follows. */
  onInterrupted(): void {}

  onLost(written: boolean): void {
    this.#link = undefined
    if (!written && !this.#wasPulled) return this.#again(undefined)
    const message = `${this.method}: the connection was lost before an answer came`
    this.reject(new RpcError('UNAVAILABLE', message, { execution: written ? 'unknown' : 'not-started' }))
  }

  /** Whether items of its params are gone already: it can't be sent again. */
  get #wasPulled(): boolean {
    return this.streams?.pulled === true
  }

  #again(refused: Link | undefined): void {
    if (this.settled) return
    this.streams = undefined
    this.sender.again(this, refused)
  }
}

/** Done as soon as it is written: nobody answers it. */
export class Notification extends Pending {
  readonly takesSlot = false

  send(link: Link): void {
    link.notify(this.method, this.params, this.meta)
    this.resolve(undefined)
  }

  protected giveUp(): GivenUp {
    return 'waiting'
  }
}

function refused(code: 'RESOURCE_EXHAUSTED' | 'UNAVAILABLE', message: string): RpcError {
  return new RpcError(code, message, { execution: 'not-started' })
}
