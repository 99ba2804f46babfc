import type { RpcError } from '../../src/errors.ts'
import type { CallMeta, RefuseReason } from '../../src/message.ts'
import type { OutgoingCall } from '../../src/peer/calls.ts'

/** How a call ended, in words. */
export type Ending =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: RpcError }
  | { readonly kind: 'refused'; readonly reason: RefuseReason }
  | { readonly kind: 'lost'; readonly written: boolean }

/** A call that keeps every end that it is told, so that a second one shows. */
export class ProbeCall implements OutgoingCall {
  id = 0
  readonly method: string
  readonly params: readonly unknown[]
  readonly deadline: number
  readonly meta: CallMeta | undefined
  readonly ends: Ending[] = []

  constructor(method = 'S.m', params: readonly unknown[] = [], deadline = Infinity, meta?: CallMeta) {
    this.method = method
    this.params = params
    this.deadline = deadline
    this.meta = meta
  }

  onResult(value: unknown): void {
    this.ends.push({ kind: 'result', value })
  }
  onError(error: RpcError): void {
    this.ends.push({ kind: 'error', error })
  }
  onRefused(reason: RefuseReason): void {
    this.ends.push({ kind: 'refused', reason })
  }
  onLost(written: boolean): void {
    this.ends.push({ kind: 'lost', written })
  }
}

/** Makes a call and returns it. */
export function calling(
  end: { readonly peer: { call(call: OutgoingCall, now: number): void } },
  call: ProbeCall = new ProbeCall(),
  now = 0,
): ProbeCall {
  end.peer.call(call, now)
  return call
}
