import { RpcError } from '../errors.ts'
import type { Alarm } from '../link/alarm.ts'
import type { CallMeta, NotifyMessage } from '../message.ts'
import { IncomingCall } from '../peer/calls.ts'
import type { Timed, TimedBucket } from '../peer/deadlines.ts'

/** What a method may know about the call that it serves. */
export interface CallContext {
  /** `Service.method`, as it was called. */
  readonly method: string
  /**
   * Fires when the caller cancels, its deadline passes, or it is gone for good (not at a short drop of the
   * connection). Also when the streams in the result are read no more: a generator that waits for something else can't
   * be closed. The reason is an RpcError. Made on first use: a method that does not ask pays nothing.
   */
  readonly signal: AbortSignal
  /** Milliseconds until the caller's deadline; 0 when it has passed, Infinity when there is none. */
  readonly timeLeft: number
  /** Which attempt of the call this is, from 1. */
  readonly attempt: number
  /** The same for all attempts of one call, if the caller gave one. */
  readonly idempotencyKey: string | undefined
  /** Who calls, as the pool's `authenticate` told; `undefined` where nobody was asked, and on the provider's side. */
  readonly identity: unknown
  /** What the caller sent along; empty if nothing. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** W3C Trace Context of the caller, if it sent one. */
  readonly trace: CallMeta['trace']
}

const noMetadata: Readonly<Record<string, unknown>> = Object.freeze({})

/** What a handler's interceptor sees: the context, and the params, which it may replace. */
export interface ServedCall extends CallContext {
  params: readonly unknown[]
}

/** The context of a call that came over a connection. */
export class ServedContext implements ServedCall, Timed {
  readonly method: string
  params: readonly unknown[]
  readonly identity: unknown
  readonly #meta: CallMeta | undefined
  readonly #alarm: Alarm
  /** `undefined` for a NOTIFY: it has no caller that could give it up. */
  readonly #call: IncomingCall | undefined
  #abort: AbortController | undefined
  #settled = false

  // As something that waits in the alarm, once the signal was asked for.
  deadline: number
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(incoming: IncomingCall | NotifyMessage, identity: unknown, alarm: Alarm) {
    const call = incoming instanceof IncomingCall ? incoming : undefined
    this.method = incoming.method
    this.params = incoming.params
    this.identity = identity
    this.deadline = call?.deadline ?? Infinity
    this.#meta = incoming.meta
    this.#call = call
    this.#alarm = alarm
  }

  get timeLeft(): number {
    return this.deadline === Infinity ? Infinity : Math.max(0, this.deadline - this.#alarm.now())
  }
  get attempt(): number {
    return this.#meta?.attempt ?? 1
  }
  get idempotencyKey(): string | undefined {
    return this.#meta?.idempotencyKey
  }
  get metadata(): Readonly<Record<string, unknown>> {
    return this.#meta?.metadata ?? noMetadata
  }
  get trace(): CallMeta['trace'] {
    return this.#meta?.trace
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController()
      this.#watch(this.#abort)
    }
    return this.#abort.signal
  }

  expire(): void {
    this.#abort?.abort(new RpcError('DEADLINE_EXCEEDED', "the caller's time is up"))
  }

  /** There is an answer, and streams in it go on: the caller may still cancel, but its deadline is met. */
  answered(): void {
    this.deadline = Infinity
    this.#alarm.remove(this)
    this.#alarm.rest()
  }

  /** The call is over: nothing fires any more. */
  settled(): void {
    this.#settled = true
    if (this.#abort === undefined) return
    this.#alarm.remove(this)
    this.#alarm.rest()
    if (this.#call !== undefined) this.#call.onEnded = undefined
  }

  #watch(abort: AbortController): void {
    const call = this.#call
    if (call === undefined || this.#settled) return
    if (call.ended !== undefined) return abort.abort(call.ended)
    if (this.timeLeft === 0) return this.expire()
    call.onEnded = (reason) => abort.abort(reason)
    this.#alarm.add(this)
  }
}

/** The context of a method that is called locally: nobody waits, nothing fires. */
export function detachedContext(): CallContext {
  return {
    method: '',
    signal: new AbortController().signal,
    timeLeft: Infinity,
    attempt: 1,
    idempotencyKey: undefined,
    identity: undefined,
    metadata: noMetadata,
    trace: undefined,
  }
}
