import { RpcError } from '../errors.ts'
import type { ErrorMessage, RefuseReason } from '../message.ts'
import { CallStreams } from './call-streams.ts'
import type { OutgoingCall } from './calls.ts'
import { asRpcError } from './failures.ts'
import type { PeerHost } from './host.ts'
import { IdTable } from './id-table.ts'
import type { IncomingStream } from './incoming-stream.ts'
import type { Streams } from './streams.ts'

/** Stands for the table of one that was never called, as many. */
const none = new IdTable<never>()

const givenUp = { code: 'CANCELLED', message: 'the call that brought this stream was given up' } as const

/** The calls of this side that wait for an answer, and those whose streams have not ended. */
export class OutgoingCalls {
  readonly #host: PeerHost
  readonly #streams: Streams
  #calls: IdTable<OutgoingCall> = none

  constructor(host: PeerHost, streams: Streams) {
    this.#host = host
    this.#streams = streams
  }

  get size(): number {
    return this.#calls.size
  }

  /** It was written. */
  add(call: OutgoingCall): void {
    if (this.#calls === none) this.#calls = new IdTable()
    this.#calls.add(call)
    if (!this.#streams.hasOpened) return
    call.streams = new CallStreams(call)
    this.#streams.adopt(call.streams)
  }

  /** @returns whether it was withdrawn: it had not left whole, was not started, and nothing more is told of it. */
  cancel(call: OutgoingCall): boolean {
    if (this.#calls.get(call.id) !== call) return false
    const { streams } = call
    const withdrawn = streams?.answered !== true && this.#host.abort(call.id)
    this.#host.send({ type: 'cancel', id: call.id })
    if (withdrawn) {
      this.#calls.delete(call.id)
      if (streams !== undefined) this.#streams.forget(streams)
    } else if (streams !== undefined) {
      streams.cancelled = true
      const error = new RpcError('CANCELLED', 'the caller cancelled the call', { execution: 'unknown' })
      for (const stream of streams.consumed) stream.stop(error)
      for (const stream of streams.produced) stream.cancel(givenUp)
    } else {
      call.streams = new CallStreams(call)
      call.streams.cancelled = true
    }
    return withdrawn
  }

  /** @returns whether there was such a call. */
  result(id: number, value: unknown, brought: readonly IncomingStream[] | undefined): boolean {
    const call = this.#awaiting(id)
    if (call === undefined) {
      for (const stream of brought ?? []) stream.discard()
      return false
    }
    if (brought === undefined) {
      this.#calls.delete(id)
      call.onResult(value, false)
      return true
    }
    const streams = (call.streams ??= new CallStreams(call))
    streams.answered = true
    claim(streams, brought, call.idleTimeout)
    call.onResult(value, true)
    return true
  }

  error(message: ErrorMessage): boolean {
    return this.fail(message.id, () => asRpcError(message))
  }

  /** `failure` is made for a call that waits only. @returns whether there was one. */
  fail(id: number, failure: () => RpcError): boolean {
    const call = this.#awaiting(id)
    if (call === undefined) return false
    const error = failure()
    this.#calls.delete(id)
    for (const stream of call.streams?.produced ?? []) stream.cancel(givenUp)
    call.onError(error)
    return true
  }

  refused(id: number, reason: RefuseReason): boolean {
    const call = this.#awaiting(id)
    if (call === undefined) return false
    this.#calls.delete(id)
    const { streams } = call
    for (const stream of streams?.produced ?? []) {
      if (streams?.pulled === true) stream.cancel()
      else stream.disown()
    }
    call.onRefused(reason)
    return true
  }

  /** A stream of the call has ended. */
  streamEnded(call: OutgoingCall): void {
    const { streams } = call
    if (streams?.answered !== true || streams.consumed.size > 0) return
    if (this.#calls.delete(call.id)) call.onReleased()
  }

  /** The socket is lost, and may be replaced. */
  interrupted(): void {
    for (const call of this.#calls.values()) {
      // Whoever was told before it may have cancelled it.
      if (this.#calls.has(call.id) && call.streams?.answered !== true) call.onInterrupted()
    }
  }

  /** The connection goes: the streams of what was not answered are the calls' own again. */
  forgetStreams(): void {
    for (const { streams } of this.#calls.values()) {
      if (streams !== undefined && !streams.answered && !streams.cancelled) this.#streams.forget(streams)
    }
  }

  /** The connection is gone for good. `arrived`: whether a call had arrived whole. */
  close(arrived: (id: number) => boolean): void {
    const calls = this.#calls.values()
    this.#calls.clear()
    for (const call of calls) {
      if (call.streams?.answered === true) call.onReleased()
      else call.onLost(arrived(call.id))
    }
  }

  #awaiting(id: number): OutgoingCall | undefined {
    const call = this.#calls.get(id)
    return call?.streams?.answered === true ? undefined : call
  }
}

/** Streams came with a call, or in an item of one of its streams. */
export function claim(
  streams: CallStreams,
  brought: readonly IncomingStream[],
  idleTimeout: number | undefined,
): void {
  for (const stream of brought) {
    stream.streams = streams
    stream.idleTimeout = idleTimeout
    streams.consumed.add(stream)
    if (streams.cancelled) stream.discard()
    else if (streams.resting) stream.sink.rest()
  }
}
