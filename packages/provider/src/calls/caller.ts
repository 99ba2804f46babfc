import {
  type Alarm,
  type BaseCallOptions,
  cancelled,
  checkCall,
  closeStreams,
  deadlineExceeded,
  deadlineOf,
  hasStreams,
  intercept,
  type Interceptor,
  isRpcError,
  type Link,
  metaOf,
  RpcError,
  Timer,
} from '@wsrpc/core'
import { checkNames } from '../check.ts'
import { Call, Notification, type Pending, type Sender } from './pending.ts'
import { maxWaiting, Waiting } from './waiting.ts'

/** What a call to the pool can be told. */
export type CallOptions = BaseCallOptions

const callNames = ['timeout', 'idleTimeout', 'signal', 'idempotencyKey', 'metadata', 'trace']

/** What an interceptor of outgoing calls sees, and what it may replace. */
export interface OutgoingContext {
  readonly kind: 'call' | 'notify'
  /** `Service.method`. */
  readonly method: string
  params: readonly unknown[]
  /** To add metadata or a trace: `context.options = { ...context.options, trace }`. */
  options: CallOptions
}

/** What the calls of a connection have to know of it. */
export interface CallerOptions {
  readonly alarm: Alarm
  readonly interceptors?: readonly Interceptor<OutgoingContext>[] | undefined
  /** Whether a link that was full always tells when it has room: {@link Caller.flush} is called then. */
  readonly tellsRoom: boolean
}

/** How often a full link is looked at that does not tell, while something waits for it, in ms. */
const roomCheck = 20

/** The calls of one connection to the pool, whatever socket they go over. */
export class Caller implements Sender {
  readonly alarm: Alarm
  readonly #interceptors: readonly Interceptor<OutgoingContext>[]
  readonly #waiting = new Waiting()
  /** `undefined` where the link tells. */
  readonly #roomTimer: Timer | undefined
  #link: Link | undefined
  #closed = false

  constructor({ alarm, interceptors = [], tellsRoom }: CallerOptions) {
    this.alarm = alarm
    this.#interceptors = interceptors
    this.#roomTimer = tellsRoom ? undefined : new Timer(alarm, () => this.flush())
  }

  /** How many wait for a way to the pool. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Never throws: what is wrong rejects. */
  start(
    kind: OutgoingContext['kind'],
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<unknown> {
    try {
      if (options !== undefined) checkNames(`the options of ${method}`, options, callNames)
      checkCall(method, params, options)
      if (this.#interceptors.length === 0) return this.#place(kind, method, params, options)
      return this.#intercepted({ kind, method, params, options: options ?? {} })
    } catch (error) {
      closeStreams(params)
      return Promise.reject(error as Error)
    }
  }

  /** From now on calls go there; `undefined`: they wait. */
  use(link: Link | undefined): void {
    this.#link = link
    this.flush()
  }

  /** Nothing more goes out: what waits is rejected, and all that comes later. */
  close(): void {
    this.#closed = true
    this.#link = undefined
    this.#roomTimer?.clear()
    for (let next = this.#waiting.first(); next !== undefined; next = this.#waiting.first()) {
      this.#waiting.remove(next)
      next.reject(closedError(next.method))
    }
  }

  /** Sends what waits, as far as there is a way. */
  flush(): void {
    for (let next = this.#waiting.first(); next !== undefined; next = this.#waiting.first()) {
      if (!this.#goes(next)) return
      this.#waiting.remove(next)
      this.#send(next)
    }
  }

  // ---- told by the calls

  again(pending: Pending, refused?: Link): void {
    if (refused !== undefined && refused === this.#link) this.#link = undefined
    if (this.#closed) pending.reject(closedError(pending.method))
    else this.#waiting.addAgain(pending)
  }

  forget(pending: Pending): void {
    this.#waiting.remove(pending)
  }

  freed(): void {
    if (this.#waiting.size > 0) this.flush()
  }

  waitedTooLong(method: string): RpcError {
    if (this.#link?.peer.mayCall === true) {
      return deadlineExceeded(
        method,
        'not-started',
        'while it waited: this connection has all calls in flight that it may',
      )
    }
    const message = `${method}: its time ran out while there was no connection to the pool`
    return new RpcError('UNAVAILABLE', message, { execution: 'not-started' })
  }

  async #intercepted(context: OutgoingContext): Promise<unknown> {
    let placed = false
    try {
      return await intercept(this.#interceptors, context, () => {
        checkCall(context.method, context.params, context.options)
        const promise = this.#place(context.kind, context.method, context.params, context.options)
        placed = true
        return promise
      })
    } finally {
      // One that went no further than here, whatever its caller is told: nobody will read its streams.
      if (!placed) closeStreams(context.params)
    }
  }

  /** @throws when it goes no further than here: then nobody else closes the streams in `params`. */
  #place(
    kind: OutgoingContext['kind'],
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<unknown> {
    // Here, as a link would say so only once there is one.
    if (kind === 'notify' && hasStreams(params)) throw takesNoStreams(method)
    const signal = options?.signal
    if (signal?.aborted === true) throw cancelled(method, 'not-started', signal.reason)
    if (options?.timeout !== undefined && options.timeout <= 0) {
      throw deadlineExceeded(method, 'not-started', 'before it was sent')
    }
    if (this.#closed) throw closedError(method)
    const deadline = deadlineOf(options, this.alarm.now())
    const idleTimeout = options?.idleTimeout
    const all = { sender: this, method, params, deadline, meta: metaOf(options), signal, idleTimeout }
    const pending = kind === 'call' ? new Call(all) : new Notification(all)
    if (this.#waiting.size === 0 && this.#goes(pending)) this.#send(pending)
    else if (!this.#waiting.add(pending)) pending.reject(tooMany(method))
    // A stream of Node that breaks while it waits must not end the process: from now on it is listened to.
    else hasStreams(params)
    return pending.promise
  }

  #goes(pending: Pending): boolean {
    const link = this.#link
    if (link === undefined || !link.peer.mayCall) return false
    if (pending.takesSlot && link.peer.outgoing >= link.theirLimits.maxCalls) return false
    if (link.hasRoom) return true
    this.#roomTimer?.set(roomCheck)
    return false
  }

  #send(pending: Pending): void {
    try {
      pending.send(this.#link as Link)
    } catch (error) {
      // Its own value can't travel, or its own getter threw: nobody else is harmed.
      pending.reject(isRpcError(error) ? named(pending.method, error) : error)
    }
  }
}

/** Says which call it was: the dialect knows only the place in its params. */
function named(method: string, error: RpcError): RpcError {
  const { code, message, execution, data, cause } = error
  return new RpcError(code, `${method}: ${message}`, { execution, data, cause: cause ?? error })
}

function takesNoStreams(method: string): RpcError {
  const message = `${method}: a notify takes no streams, since nobody could tell how they ended: use call`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}

function closedError(method: string): RpcError {
  return new RpcError('UNAVAILABLE', `${method}: the connection is closed`, { execution: 'not-started' })
}

function tooMany(method: string): RpcError {
  const message = `${method}: ${maxWaiting} calls wait for the connection already`
  return new RpcError('RESOURCE_EXHAUSTED', message, { execution: 'not-started' })
}
