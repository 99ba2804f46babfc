import { isRpcError, RpcError } from '../errors.ts'
import { maxConcurrency } from '../limits.ts'
import type { ErrorMessage, RefuseReason } from '../message.ts'
import { CallStreams } from './call-streams.ts'
import type { IncomingCall } from './calls.ts'
import { plainError } from './failures.ts'
import type { PeerHost } from './host.ts'
import { IdTable } from './id-table.ts'
import type { Streams } from './streams.ts'

/** Who is told when a call is over. */
export interface AnswersOwner {
  released(): void
}

/** Stands for the table of one whose other side never called, as nearly all at a pool. */
const none = new IdTable<never>()

type Failure = Omit<ErrorMessage, 'type' | 'id'>

/** The calls of the other side: each is answered exactly once, when there is room, and stands until its streams have ended. */
export class IncomingCalls {
  readonly #host: PeerHost
  readonly #owner: AnswersOwner
  readonly #streams: Streams
  #calls: IdTable<IncomingCall> = none
  /** Answers that wait for room: as values, since their encoding would have to wait as well. */
  #due: (() => void)[] = []
  /** Answers that hold more streams than the other side takes now. */
  #starved: (() => void)[] = []

  constructor(host: PeerHost, owner: AnswersOwner, streams: Streams) {
    this.#host = host
    this.#owner = owner
    this.#streams = streams
  }

  get size(): number {
    return this.#calls.size
  }

  has(id: number): boolean {
    return this.#calls.has(id)
  }

  add(call: IncomingCall): void {
    if (this.#calls === none) this.#calls = new IdTable()
    this.#calls.add(call)
  }

  /** @returns whether it is over; if not, {@link IncomingCall.onReleased} follows. */
  answer(call: IncomingCall, value: unknown): boolean {
    if (!this.#owes(call)) {
      this.#host.drop(value)
      return true
    }
    if (this.#host.hasRoom) return this.#sendResult(call, value)
    return this.#wait(call, () => this.#answerLate(call, value), this.#due)
  }

  /** Answers with an error; one whose data can't travel goes without it. @returns as {@link answer}. */
  fail(call: IncomingCall, error: Failure): boolean {
    if (!this.#owes(call)) return true
    if (this.#host.hasRoom) return this.#sendError(call, error)
    return this.#wait(call, () => !this.#owes(call) || this.#sendError(call, error), this.#due)
  }

  refuse(call: IncomingCall, reason: RefuseReason): void {
    if (!this.#owes(call)) return
    this.#host.send({ type: 'refuse', id: call.id, reason })
    this.#endParams(call)
    this.#release(call)
  }

  /** The caller gave the call up. */
  cancel(id: number): void {
    const call = this.#calls.get(id)
    const streams = call?.streams
    // Made for those only whom it concerns: a flood of CANCELs must cost no more than to read it.
    const reason = call === undefined ? undefined : new RpcError('CANCELLED', 'the caller cancelled the call')
    if (reason !== undefined) call?.end(reason)
    if (this.#host.abort(id)) {
      // Its result was on the way: this answers in its place, and the other side never hears of the streams in it.
      const message = 'the caller cancelled the call while its result was on the way'
      this.#host.send(plainError(id, 'CANCELLED', message, 'finished'))
      if (streams !== undefined) this.#closeSources(streams)
      if (call !== undefined) this.#release(call)
    }
    if (streams === undefined || reason === undefined) return
    streams.cancelled = true
    for (const stream of streams.consumed) stream.stop(reason)
    for (const stream of streams.produced) stream.cancel()
  }

  /** A stream of the call is read no more. When none is, its method may stop: a generator that waits can't be closed. */
  streamCancelled(call: IncomingCall): void {
    for (const stream of call.streams?.produced ?? []) if (!stream.cancelled) return
    call.end(new RpcError('CANCELLED', 'the caller reads no more of the streams in the result'))
  }

  /** There may be room again: the answers that wait leave, as far as it lasts. */
  flush(): void {
    while (this.#due.length > 0 && this.#host.hasRoom) this.#due.shift()?.()
  }

  /** A stream has ended: there may be room for those in an answer. */
  retry(): void {
    if (this.#starved.length === 0) return
    const starved = this.#starved
    this.#starved = []
    for (const answer of starved) answer()
  }

  /** A stream of the call has ended. */
  streamEnded(call: IncomingCall): void {
    const { streams } = call
    if (streams?.answered === true && streams.produced.size === 0) this.#release(call)
  }

  /** The connection is gone for good. */
  close(): void {
    const calls = this.#calls.values()
    this.#calls.clear()
    // Each of these drops its value now, since nothing is owed any more.
    const due = [...this.#due, ...this.#starved]
    this.#due = []
    this.#starved = []
    for (const answer of due) answer()
    const reason = new RpcError('UNAVAILABLE', 'the caller is gone')
    for (const call of calls) {
      call.end(reason)
      if (call.streams !== undefined) this.#closeSources(call.streams)
      call.onReleased?.()
      call.onReleased = undefined
    }
  }

  #wait(call: IncomingCall, answer: () => boolean, queue: (() => void)[]): false {
    // No honest side has more calls in flight.
    if (queue.length >= maxConcurrency) {
      this.#host.onBreach('overloaded', 'answers that are not read')
      return false
    }
    queue.push(() => {
      if (!answer()) return
      call.onReleased?.()
      call.onReleased = undefined
    })
    return false
  }

  #answerLate(call: IncomingCall, value: unknown): boolean {
    if (this.#owes(call)) return this.#sendResult(call, value)
    this.#host.drop(value)
    return true
  }

  #sendResult(call: IncomingCall, value: unknown): boolean {
    try {
      this.#host.send({ type: 'result', id: call.id, value })
    } catch (error) {
      this.#streams.discard()
      if (isRpcError(error) && error.code === 'RESOURCE_EXHAUSTED' && this.#streams.sending > 0) {
        return this.#wait(call, () => this.#answerLate(call, value), this.#starved)
      }
      this.#host.drop(value)
      if (!isRpcError(error)) throw error
      this.#host.send(
        plainError(call.id, error.code, `the method's result can't travel: ${error.message}`, 'finished'),
      )
      return this.#release(call)
    }
    // What it brought may be read on. But not by one who has gone with the answer.
    if (call.streams !== undefined) call.streams.resting = true
    for (const stream of call.streams?.consumed ?? []) stream.sink.rest()
    if (!this.#streams.hasOpened) return this.#release(call)
    call.streams ??= new CallStreams(call)
    call.streams.answered = true
    this.#streams.adopt(call.streams)
    return false
  }

  #sendError(call: IncomingCall, error: Failure): boolean {
    try {
      this.#host.send({ type: 'error', id: call.id, ...error })
    } catch (failure) {
      this.#host.drop(error.data)
      if (!isRpcError(failure)) throw failure
      const message = `${error.message.slice(0, 512)} (its data can't travel: ${failure.message})`
      this.#host.send(plainError(call.id, error.code, message, error.execution))
    }
    this.#endParams(call)
    return this.#release(call)
  }

  /** The other side never heard of them, or hears nothing any more. */
  #closeSources(streams: CallStreams): void {
    const sources = [...streams.produced].map(({ source }) => source)
    this.#streams.forget(streams)
    for (const source of sources) source.close()
  }

  #owes(call: IncomingCall): boolean {
    return this.#calls.get(call.id) === call && call.streams?.answered !== true
  }

  /** Of a call that failed nobody reads the params; the other side ends them when it hears of it. */
  #endParams(call: IncomingCall): void {
    const { streams } = call
    if (streams === undefined) return
    const error = new RpcError('CANCELLED', 'the call that brought this stream has failed')
    for (const stream of streams.consumed) stream.stop(error)
  }

  #release(call: IncomingCall): true {
    if (!this.#calls.delete(call.id)) return true
    const { onReleased } = call
    call.onReleased = undefined
    onReleased?.()
    this.#owner.released()
    return true
  }
}
