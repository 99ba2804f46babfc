import type { ErrorCode, RpcError } from '../errors.ts'

/** A stream that this side sends, as its call sees it. */
export interface ProducedStream {
  readonly id: number
  readonly source: { close(): void }
  readonly cancelled: boolean
  /** `why`: this side gives it up. */
  cancel(why?: { readonly code: ErrorCode; readonly message: string }): void
  disown(): void
  lose(): void
  /** The stream whose item brought it, if one did. */
  readonly carrier: object | undefined
}

/** A stream that this side receives, as its call sees it. */
export interface ConsumedStream {
  readonly sink: { rest(): void }
  stop(error: RpcError): void
}

/** The streams that the params and the result of one call brought, as one end sees them. Those in items count too. */
export class CallStreams {
  /** An IncomingCall or an OutgoingCall. */
  readonly call: object
  /** Streams of this side that have not ended: of the params at the caller, of the result at the callee. */
  readonly produced: Set<ProducedStream> = new Set()
  /** Streams of the other side that have not ended. */
  readonly consumed: Set<ConsumedStream> = new Set()
  /** Whether this side sent streams with it: at the caller, whether its params hold some. */
  sent: boolean = false
  /** Whether the other side asked for an item: the call can't be tried again. */
  pulled: boolean = false
  /** Whether the answer was sent, or has come. */
  answered: boolean = false
  /** Whether those who read {@link consumed} are taken for gone when they wait for nothing: at the callee, after its result. */
  resting: boolean = false
  /** The caller gave the call up: what still comes with it is not wanted. */
  cancelled: boolean = false

  constructor(call: object) {
    this.call = call
  }
}
