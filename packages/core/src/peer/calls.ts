import type { RpcError } from '../errors.ts'
import type { CallMeta, RefuseReason } from '../message.ts'

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
  onResult(value: unknown): void
  onError(error: RpcError): void
  /** Not started; it may go elsewhere. */
  onRefused(reason: RefuseReason): void
  /** The connection is lost for good. `written` false: it never left, so it was not started. */
  onLost(written: boolean): void
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
    this.onEnded = undefined
  }

  end(reason: RpcError): void {
    if (this.ended !== undefined) return
    this.ended = reason
    this.onEnded?.(reason)
  }
}
