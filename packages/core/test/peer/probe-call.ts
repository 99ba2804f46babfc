import type { RpcError } from '../../src/errors.ts'
import type { CallMeta, RefuseReason } from '../../src/message.ts'
import type { CallStreams } from '../../src/peer/call-streams.ts'
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
  readonly idleTimeout: number | undefined = undefined
  streams: CallStreams | undefined = undefined
  readonly ends: Ending[] = []
  /** Whether its result came with streams; `undefined` before it came. */
  streaming: boolean | undefined
  interruptions = 0
  releases = 0

  constructor(method = 'S.m', params: readonly unknown[] = [], deadline = Infinity, meta?: CallMeta) {
    this.method = method
    this.params = params
    this.deadline = deadline
    this.meta = meta
  }

  onResult(value: unknown, streaming: boolean): void {
    this.ends.push({ kind: 'result', value })
    this.streaming = streaming
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
  onInterrupted(): void {
    this.interruptions++
  }
  onReleased(): void {
    this.releases++
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
