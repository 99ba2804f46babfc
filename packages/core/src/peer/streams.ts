import { RpcError } from '../errors.ts'
import type { Message, OutgoingMessage, Role } from '../message.ts'
import type { CallStreams } from './call-streams.ts'
import type { PeerHost } from './host.ts'
import { IncomingStream, type StreamSink } from './incoming-stream.ts'
import { OutgoingStream, type ProducerHost, type StreamSource } from './outgoing-stream.ts'

/** What the streams of a connection need of their peer. */
export interface StreamsOwner {
  takeId(): number
  /** A stream of the call has ended. */
  streamEnded(streams: CallStreams): void
}

/** Stands for the map of one that never had a stream, as most. */
const none = new Map<number, never>()

/** All streams of one connection, by id: those that this side sends, and those of the other side. */
export class Streams implements ProducerHost {
  readonly #host: PeerHost
  readonly #owner: StreamsOwner
  readonly #theirs: 0 | 1
  #produced: Map<number, OutgoingStream> = none
  #consumed: Map<number, IncomingStream> = none
  /** How many of {@link #consumed} came in frames that were taken. */
  #admitted = 0
  /** Opened by the frame that is being written. */
  #opened: OutgoingStream[] = []

  constructor(host: PeerHost, owner: StreamsOwner, role: Role) {
    this.#host = host
    this.#owner = owner
    this.#theirs = role === 'acceptor' ? 1 : 0
  }

  /** How many this side sends. */
  get sending(): number {
    return this.#produced.size
  }

  /** How many have not ended. */
  get size(): number {
    return this.#produced.size + this.#consumed.size
  }

  // ---- what this side sends

  /**
   * Opens a stream for a value in the frame that is being written. The same source is the same stream.
   *
   * @throws RpcError UNIMPLEMENTED or RESOURCE_EXHAUSTED, not started: the other side takes none, or no more.
   */
  produce(source: StreamSource): number {
    const known = this.#opened.find((stream) => stream.source === source)
    if (known !== undefined) return known.id
    const most = this.#host.theirMaxStreams
    if (this.#produced.size >= most) throw tooMany(most)
    const stream = new OutgoingStream(this.#owner.takeId(), source, this)
    source.attach(stream)
    if (this.#produced === none) this.#produced = new Map()
    this.#produced.set(stream.id, stream)
    this.#opened.push(stream)
    return stream.id
  }

  /** Whether the frame that was written last brought streams. */
  get hasOpened(): boolean {
    return this.#opened.length > 0
  }

  /** The frame was written: its streams belong to this call. */
  adopt(streams: CallStreams): void {
    streams.sent = true
    for (const stream of this.#opened) {
      stream.streams = streams
      streams.produced.add(stream)
    }
    this.#opened = []
  }

  /** The frame was not written: nobody will know of its streams. */
  discard(): void {
    for (const stream of this.#opened) {
      this.#produced.delete(stream.id)
      stream.lose()
    }
    this.#opened = []
  }

  /** The frame that was brought them did not arrive whole: the other side never knew of them. Their sources stay. */
  forget(streams: CallStreams): void {
    for (const stream of streams.produced) {
      stream.lose()
      if (stream.carrier !== undefined) stream.source.close() // nobody else knows of it
      this.#produced.delete(stream.id)
    }
    streams.produced.clear()
  }

  credit(id: number, bytes: number): void {
    this.#produced.get(id)?.give(bytes)
  }

  /** The other side reads one of ours no more. @returns the streams of the same call. */
  cancelled(id: number): CallStreams | undefined {
    const stream = this.#produced.get(id)
    stream?.cancel()
    return stream?.streams
  }

  /** The frame that was cut has left whole. */
  left(id: number): void {
    this.#produced.get(id)?.left()
  }

  // ---- what this side receives

  /**
   * A stream that the frame that is being read brings.
   *
   * @throws Error when the id is not one that the other side may take now.
   */
  consume(id: number, sink: StreamSink): IncomingStream {
    if (id % 2 !== this.#theirs || id === 0)
      throw new Error(`a stream with the id ${id}, which is not its side's`)
    if (this.#consumed.has(id)) throw new Error(`a stream with the id ${id}, which is in use`)
    if (this.#host.ourMaxStreams === 0) throw new Error("a stream, which can't travel on this connection")
    // Twice: a batch is read as a whole before the ENDs in it are heard. What is taken is counted in `admit`.
    if (this.#consumed.size >= 2 * this.#host.ourMaxStreams) {
      throw new Error(tooManyHere(this.#host.ourMaxStreams))
    }
    const stream = new IncomingStream(id, sink, this.#host)
    if (this.#consumed === none) this.#consumed = new Map()
    this.#consumed.set(id, stream)
    return stream
  }

  /** The frame that brought them is to be handled. @returns its message, or a bad one: this side takes no more. */
  screen(message: Message, brought: readonly IncomingStream[]): Message {
    const { type } = message
    const takesStreams = type === 'call' || type === 'result' || type === 'item'
    if (takesStreams && this.#admitted + brought.length <= this.#host.ourMaxStreams) {
      this.#admitted += brought.length
      for (const stream of brought) stream.admitted = true
      return message
    }
    // Nothing else takes streams; some may be there all the same.
    for (const stream of brought) stream.discard()
    if (!takesStreams) return message
    return { type: 'bad', of: type, id: message.id, fault: tooManyHere(this.#host.ourMaxStreams) }
  }

  incoming(id: number): IncomingStream | undefined {
    return this.#consumed.get(id)
  }

  /** An item that is not taken: its stream breaks, here and there. @returns whether there was such a stream. */
  breakOff(id: number, failure: () => RpcError): boolean {
    const stream = this.#consumed.get(id)
    if (stream === undefined) return false
    if (!stream.over) stream.sink.fail(failure())
    stream.cancel()
    return true
  }

  /** The other side has ended it. */
  finish(id: number, failure?: () => RpcError): boolean {
    const stream = this.#consumed.get(id)
    if (stream === undefined) return false
    const error = failure?.()
    this.#consumed.delete(id)
    if (stream.admitted) this.#admitted--
    const { streams } = stream
    streams?.consumed.delete(stream)
    stream.finish(error)
    if (streams !== undefined) this.#owner.streamEnded(streams)
    return true
  }

  /** The connection is gone for good: of what is left the sources are closed, too. */
  close(): void {
    const consumed = [...this.#consumed.values()]
    const produced = [...this.#produced.values()]
    this.#consumed.clear()
    this.#produced.clear()
    this.#opened = []
    for (const stream of produced) {
      stream.lose()
      stream.source.close()
    }
    for (const stream of consumed) {
      stream.streams?.consumed.delete(stream)
      stream.lose()
    }
  }

  // ---- for the streams that this side sends

  get itemRoom(): boolean {
    return this.#host.itemRoom
  }
  wait(stream: OutgoingStream): void {
    this.#host.wait(stream)
  }
  send(message: OutgoingMessage): number {
    if (message.type !== 'item') return this.#host.send(message)
    try {
      const size = this.#host.send(message)
      const parent = this.#produced.get(message.id)
      if (this.hasOpened && parent?.streams !== undefined) {
        for (const stream of this.#opened) stream.carrier = parent
        if (this.#host.isCutting(message.id)) parent.carried = this.#opened
        this.adopt(parent.streams)
      }
      return size
    } catch (error) {
      this.discard()
      throw error
    }
  }
  isCutting(id: number): boolean {
    return this.#host.isCutting(id)
  }
  drop(value: unknown): void {
    this.#host.drop(value)
  }
  ended(stream: OutgoingStream): void {
    this.#produced.delete(stream.id)
    const { streams } = stream
    if (streams === undefined) return
    streams.produced.delete(stream)
    this.#owner.streamEnded(streams)
  }
}

function tooMany(most: number): RpcError {
  if (most === 0) {
    return new RpcError('UNIMPLEMENTED', 'the other side takes no streams', { execution: 'not-started' })
  }
  const message = `${most} streams are open, which is all that the other side takes (maxStreams)`
  return new RpcError('RESOURCE_EXHAUSTED', message, { execution: 'not-started' })
}

/** What is wrong with a frame that brings more streams than this side takes. */
function tooManyHere(most: number): string {
  return `more than ${most} streams at once, which is all that this side takes (maxStreams)`
}
