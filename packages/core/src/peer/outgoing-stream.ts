import type { ErrorMessage, FailMessage, OutgoingMessage } from '../message.ts'
import type { CallStreams } from './call-streams.ts'

/** Where the items of a stream come from. It belongs to the one who holds the peer: promises live there. */
export interface StreamSource {
  /** It is sent by this stream. @throws RpcError when another sends it. */
  attach(stream: OutgoingStream): void
  /** That stream sends it no more; it stays open. */
  release(): void
  /** Gets one item, then tells the stream: `item` or `finished`. */
  pull(): void
  /** Nobody wants more. Tells `finished` once it is closed; an item that was on the way is dropped. */
  close(): void
}

/** Why a stream broke, as FAIL says it. */
export type StreamFailure = Omit<ErrorMessage, 'type' | 'id' | 'execution'>

/** What a stream that is sent needs of its connection. */
export interface ProducerHost {
  /** Whether an item may be written now: the connection's window. */
  readonly itemRoom: boolean
  /** Calls `go` when there is room, in the order in which they asked. */
  wait(stream: OutgoingStream): void
  /** @returns the size of the frame. @throws RpcError when a value in it can't travel. */
  send(message: OutgoingMessage): number
  /** Whether the newest frame of the stream travels in parts and has not left whole. */
  isCutting(id: number): boolean
  /** A value will not travel: streams in it are closed. */
  drop(value: unknown): void
  /** It ended, and is known no more. */
  ended(stream: OutgoingStream): void
}

/**
 * A stream that this side sends. It pulls one item at a time, and only when the consumer has given credit and the
 * connection has room: so a slow consumer stops its producer.
 */
export class OutgoingStream {
  readonly id: number
  readonly source: StreamSource
  /** The stream whose item brought it, if one did. */
  carrier: OutgoingStream | undefined
  /** Those that the item brought that is on its way in parts. */
  carried: OutgoingStream[] = []
  /** Set once the frame that brought it was written. */
  streams: CallStreams | undefined
  readonly #host: ProducerHost
  /** Bytes that may be sent. Below zero after an item that was larger. */
  #credit = 0
  #pulling = false
  #waiting = false
  /** An item that was pulled when there was room, which others took. */
  #held: readonly [unknown] | undefined
  #closing = false
  /** Why this side gave it up. To one who still reads it, it must not look whole. */
  #why: StreamFailure | undefined
  #ended = false
  /** Its end, which waits for the item that brings it. */
  #last: OutgoingMessage | undefined

  constructor(id: number, source: StreamSource, host: ProducerHost) {
    this.id = id
    this.source = source
    this.#host = host
  }

  /** Whether nobody wants more of it. */
  get cancelled(): boolean {
    return this.#closing
  }

  /** The consumer wants so many bytes more. */
  give(bytes: number): void {
    if (this.streams !== undefined) this.streams.pulled = true
    this.#credit += bytes
    if (!this.#waiting) this.#proceed()
  }

  /** The item that travelled in parts has left whole. */
  left(): void {
    const { carried } = this
    this.carried = []
    for (const stream of carried) stream.carrierLeft()
    if (!this.#waiting) this.#proceed()
  }

  /** What brought it has left whole. */
  carrierLeft(): void {
    if (this.#last !== undefined) this.#sendEnd(this.#last)
  }

  /** It is its turn. */
  go(): void {
    this.#waiting = false
    this.#proceed()
  }

  /** Goes on if it may. */
  #proceed(): void {
    if (this.#pulling || this.#closing || this.#ended) return
    if (this.#held === undefined && this.#credit <= 0) return
    if (this.#host.isCutting(this.id)) return // told again when it has left
    if (!this.#host.itemRoom) return this.#wait()
    const held = this.#held
    if (held === undefined) {
      this.#pulling = true
      return this.source.pull()
    }
    this.#held = undefined
    this.#send(held[0])
  }

  /** The source has an item. */
  item(value: unknown): void {
    this.#pulling = false
    if (this.#closing || this.#ended) return this.#host.drop(value)
    if (this.#host.itemRoom) return this.#send(value)
    this.#held = [value]
    this.#wait()
  }

  /** The source is closed: it had no more, it broke, or nobody wanted more. */
  finished(error?: StreamFailure): void {
    if (this.#ended) return
    const failure = this.#closing ? this.#why : error
    this.#end(failure === undefined ? { type: 'end', id: this.id } : failMessage(this.id, failure))
  }

  /** Nobody wants more. `why`: it is this side that gives it up, and the other may still read. */
  cancel(why?: StreamFailure): void {
    if (this.#closing || this.#ended) return
    this.#closing = true
    this.#why = why
    this.#dropHeld()
    this.source.close()
  }

  /** It goes on elsewhere: the source stays as it is. Only for one that was never asked. */
  disown(): void {
    if (this.#ended) return
    this.source.release()
    this.#end({ type: 'end', id: this.id })
  }

  /** Nothing can be told any more. The source stays as it is. */
  lose(): void {
    if (this.#ended) return
    this.#ended = true
    if (!this.#closing) this.source.release()
    this.#dropHeld()
  }

  #send(value: unknown): void {
    try {
      this.#credit -= this.#host.send({ type: 'item', id: this.id, value })
    } catch (error) {
      this.#closing = true
      this.source.close()
      this.#host.drop(value)
      // The END that follows the closing says nothing new then: this is the end.
      return this.#end(failMessage(this.id, describeUnsendable(error)))
    }
    this.#proceed()
  }

  #end(message: OutgoingMessage): void {
    this.#ended = true
    this.#dropHeld()
    // Nothing of it overtakes the frame that brings it.
    if (this.carrier?.carried.includes(this) === true) this.#last = message
    else this.#sendEnd(message)
  }

  #sendEnd(message: OutgoingMessage): void {
    try {
      this.#host.send(message)
    } catch (error) {
      // What its source threw can't travel, or is too long: its reader is told all the same.
      this.#host.send(plainFailure(message, error))
    }
    // An item that was on its way was dropped for this: nobody will know of the streams in it.
    for (const stream of this.carried) {
      stream.lose()
      stream.source.close()
      this.#host.ended(stream)
    }
    this.carried = []
    this.#host.ended(this)
  }

  #wait(): void {
    if (this.#waiting) return
    this.#waiting = true
    this.#host.wait(this)
  }

  #dropHeld(): void {
    if (this.#held === undefined) return
    const [value] = this.#held
    this.#held = undefined
    this.#host.drop(value)
  }
}

function failMessage(id: number, error: StreamFailure): FailMessage {
  const { code, message, data, name } = error
  return {
    type: 'fail',
    id,
    code,
    message,
    ...(data === undefined ? {} : { data }),
    ...(name === undefined ? {} : { name }),
  }
}

/** A FAIL without data: short, so that it fits whatever the other side takes (smallestLimits). */
function plainFailure(message: OutgoingMessage, cause: unknown): FailMessage {
  const { id, code, message: text } = message as FailMessage
  const why = (cause as Partial<Error> | undefined)?.message ?? ''
  return {
    type: 'fail',
    id,
    code,
    message: `${text.slice(0, 512)} (the rest can't travel: ${why.slice(0, 256)})`,
  }
}

function describeUnsendable(error: unknown): Pick<ErrorMessage, 'code' | 'message'> {
  const { code, message } = error as Partial<ErrorMessage>
  return {
    code: code ?? 'INTERNAL',
    message: `an item of the stream can't travel: ${message ?? 'it can not be read'}`,
  }
}
