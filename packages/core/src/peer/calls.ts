import type { RpcError } from '../errors.ts'
import type { CallMeta, RefuseReason } from '../message.ts'
import type { CallStreams } from './call-streams.ts'

/**
 * A call that this side makes, as the peer sees it: one attempt. Exactly one of the four ends is told, once.
 * An object that the caller owns, not a closure for each end: this is the hot path.
 */
export interface OutgoingCall {
  /** Given by the peer. Start with 0. */
  id: number
  readonly method: string
  readonly params: readonly unknown[]
  /** In ms of the clock that the peer is told; Infinity: none. The time left travels with the call. */
  readonly deadline: number
  readonly meta: CallMeta | undefined
  /** How long the consumer of a stream in the result waits for an item, in ms. Absent: for ever. */
  readonly idleTimeout?: number | undefined
  /** The streams that its params and its result brought; kept by the peer. Start with `undefined`. */
  streams: CallStreams | undefined
  /** `streaming`: streams in the value are open, and {@link onReleased} follows once the last has ended. */
  onResult(value: unknown, streaming: boolean): void
  onError(error: RpcError): void
  /** Not started; it may go elsewhere, unless {@link CallStreams.pulled}. Its streams are not closed: they are the call's. */
  onRefused(reason: RefuseReason): void
  /**
   * The connection is lost for good. `written` false: it did not arrive whole, so it was not started. The streams in its
   * params are not closed: they are the call's.
   */
  onLost(written: boolean): void
  /** The socket is lost. The connection may go on: if not, {@link onLost} follows. Not told once it has its result. */
  onInterrupted(): void
  /** After a result with streams: the last has ended, and the other side's slot is free. Also when the connection is lost. */
  onReleased(): void
}

/** A call that the other side makes. Answered exactly once, by `peer.answer`, `peer.fail` or `peer.refuse`. */
export class IncomingCall {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
  /** When the caller's time is up, in ms of this side's clock; Infinity: never. */
  readonly deadline: number
  readonly meta: CallMeta | undefined
  /** Why nobody waits for the answer any more: the caller gave up, or is gone for good. */
  ended: RpcError | undefined
  /** The streams that its params and its result brought; kept by the peer. */
  streams: CallStreams | undefined
  /** Told once, when an answer that could not leave at once has left, and all streams in it have ended. */
  onReleased: (() => void) | undefined
  /** Told when {@link ended} is set. One listener: the call's context, if its signal was asked for. */
  onEnded: ((reason: RpcError) => void) | undefined

  constructor(
    id: number,
    method: string,
    params: readonly unknown[],
    deadline: number,
    meta: CallMeta | undefined,
  ) {
    this.id = id
    this.method = method
    this.params = params
    this.deadline = deadline
    this.meta = meta
    this.ended = undefined
    this.streams = undefined
    this.onReleased = undefined
    this.onEnded = undefined
  }

  end(reason: RpcError): void {
    if (this.ended !== undefined) return
    this.ended = reason
    this.onEnded?.(reason)
  }
}
