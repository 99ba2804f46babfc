import { type CallMeta, type OutgoingCall, RpcError } from '@wsrpc/core'
import type { CallPath } from '../../src/roster/call-path.ts'
import type { PoolConnection } from '../../src/roster/instance.ts'

/** Stands in for a provider's link: writes down what it is given, and the test says how each call ends. */
export class StandIn implements CallPath {
  hasRoom = true
  /** Calls that have no end yet, oldest first. */
  readonly open: OutgoingCall[] = []
  /** Every call that it was ever given, as `method(params)`. */
  readonly log: string[] = []
  readonly notified: string[] = []
  readonly cancelled: OutgoingCall[] = []
  /** Calls that were answered, while streams of the result are open. */
  readonly streaming = new Set<OutgoingCall>()
  /** Calls do not leave whole, for now: cancelling one withdraws it. */
  cuts = false
  /** What the next sending throws. */
  failure: unknown
  /** Its standing, once it came in. */
  connection!: PoolConnection

  call(call: OutgoingCall): void {
    this.#send()
    this.open.push(call)
    this.log.push(`${call.method}(${call.params.join()})`)
  }

  notify(method: string, params: readonly unknown[], _meta: CallMeta | undefined): void {
    this.#send()
    this.notified.push(`${method}(${params.join()})`)
  }

  cancel(call: OutgoingCall): boolean {
    const at = this.open.indexOf(call)
    if (at >= 0 || this.streaming.has(call)) this.cancelled.push(call)
    if (!this.cuts || at < 0) return false
    this.open.splice(at, 1)
    return true
  }

  /** Takes the oldest open call off the list: its end follows. */
  next(): OutgoingCall {
    const call = this.open.shift()
    if (call === undefined) throw new Error('no call is open here')
    return call
  }

  answer(value: unknown): void {
    this.next().onResult(value, false)
  }

  /** Answers with a value that has streams. @returns what ends the last of them. */
  stream(value: unknown): () => void {
    const call = this.next()
    this.streaming.add(call)
    call.onResult(value, true)
    return () => {
      if (this.streaming.delete(call)) call.onReleased()
    }
  }

  fail(error = new RpcError('FAILED_PRECONDITION', 'the method said no')): void {
    this.next().onError(error)
  }

  /** As a link that is closing, or whose other side drains. */
  takesNoCalls(): void {
    this.failure = new RpcError('UNAVAILABLE', 'this connection takes no new calls', {
      execution: 'not-started',
    })
  }

  /** As a link whose other side takes no streams, or no more. */
  takesNoStreams(code: 'UNIMPLEMENTED' | 'RESOURCE_EXHAUSTED' = 'UNIMPLEMENTED'): void {
    this.failure = new RpcError(code, 'no streams here', { execution: 'not-started' })
  }

  #send(): void {
    if (this.failure !== undefined) throw this.failure
  }
}
