import { RpcError } from '../errors.ts'
import { streamWindow } from '../limits.ts'
import type { OutgoingMessage } from '../message.ts'
import type { CallStreams } from './call-streams.ts'

/** Who reads a stream. It belongs to the one who holds the peer: promises live there. */
export interface StreamSink {
  /** `size`: to be given to {@link IncomingStream.took} when the consumer has it. */
  item(value: unknown, size: number): void
  /** No more items. Told once, or one of the next two is. */
  end(): void
  fail(error: RpcError): void
  /** As {@link fail}, and what waits for its reader is not wanted any more. */
  abort(error: RpcError): void
  /** The connection is gone for good. */
  lost(): void
  /** The call that brought it has its answer: from now on one who does not read is taken for gone. */
  rest(): void
}

/** What a stream that is received needs of its connection. */
export interface ConsumerHost {
  send(message: OutgoingMessage): number
}

/** A stream of the other side. Gives credit as its consumer takes items: at most a window waits here. */
export class IncomingStream {
  readonly id: number
  readonly sink: StreamSink
  /** The call that brought it. Set when its frame was read. */
  streams: CallStreams | undefined
  /** Whether it counts among those that this side takes. */
  admitted = false
  /** How long the consumer waits for an item, in ms; `undefined`: for ever. */
  idleTimeout: number | undefined
  readonly #host: ConsumerHost
  /** Bytes that the other side may send that were not taken by the consumer yet. */
  #ahead = 0
  /** Bytes that the other side may still send. */
  #credit = 0
  #asked = false
  /** The sink was told the end, or wants nothing more. */
  #over = false
  #gone = false

  constructor(id: number, sink: StreamSink, host: ConsumerHost) {
    this.id = id
    this.sink = sink
    this.#host = host
  }

  /** Whether nobody reads it, here or there. */
  get over(): boolean {
    return this.#over
  }

  /** The consumer wants the first item. */
  ask(): void {
    if (this.#asked || this.#over) return
    this.#asked = true
    this.#grant()
  }

  /** The consumer has taken an item. */
  took(size: number): void {
    this.#ahead -= size
    if (!this.#over && this.#ahead <= streamWindow / 2) this.#grant()
  }

  /** The consumer wants nothing more: the other side is told, and ends it. */
  cancel(): void {
    if (this.#over) return
    this.#over = true
    if (!this.#gone) this.#host.send({ type: 'cancel', id: this.id })
  }

  /** Nobody takes it: its frame came too late, or has no place for streams. */
  discard(): void {
    if (this.#over) return
    this.cancel()
    this.sink.abort(new RpcError('CANCELLED', 'what brought this stream was not wanted any more'))
  }

  /** It ends here for a reason that the other side knows already. */
  stop(error: RpcError): void {
    if (this.#over) return
    this.#over = true
    this.sink.abort(error)
  }

  // ---- told by the peer

  /** @returns whether the other side was allowed to send it. */
  item(value: unknown, size: number): boolean {
    if (this.#credit <= 0) return false
    this.#credit -= size
    this.sink.item(value, size)
    return true
  }

  /** The other side has ended it; `error`: it broke. */
  finish(error?: RpcError): void {
    this.#gone = true
    if (this.#over) return
    this.#over = true
    if (error === undefined) this.sink.end()
    else this.sink.fail(error)
  }

  /** The connection is gone for good. */
  lose(): void {
    this.#gone = true
    if (this.#over) return
    this.#over = true
    this.sink.lost()
  }

  #grant(): void {
    const bytes = streamWindow - this.#ahead
    this.#ahead += bytes
    this.#credit += bytes
    this.#host.send({ type: 'credit', id: this.id, bytes })
  }
}
