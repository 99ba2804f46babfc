import type { Message, OutgoingMessage } from '../../src/message.ts'
import type { IncomingStream } from '../../src/peer/incoming-stream.ts'
import type { OutgoingStream } from '../../src/peer/outgoing-stream.ts'
import { PeerEnd } from '../../src/testing/peer-pair.ts'
import { ProbeSink, ProbeSource } from './probe-stream.ts'
import { hello, welcome } from './samples.ts'

/** Stands in a message for a stream. */
interface Ref {
  readonly stream: number
}

/** What a received stream is: the sink that reads it, and the stream to steer it by. */
export class Received extends ProbeSink {
  stream!: IncomingStream
}

function isRef(value: unknown): value is Ref {
  return typeof value === 'object' && value !== null && 'stream' in value && typeof value.stream === 'number'
}

/** The value with `change` of each of its parts that is one; arrays and plain objects are looked into. */
function mapped(value: unknown, change: (one: unknown) => unknown): unknown {
  const changed = change(value)
  if (changed !== value) return changed
  if (Array.isArray(value)) return value.map((one) => mapped(one, change))
  if (typeof value !== 'object' || value === null || value.constructor !== Object) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change)]))
}

/** An end whose values may hold streams: it does what a dialect and a link do. */
export class StreamEnd extends PeerEnd {
  /** Bytes of an ITEM's frame; all others have 1. */
  itemSize = 10
  /** Ids of frames that are on their way in parts. */
  readonly cutting = new Set<number>()
  readonly turns: OutgoingStream[] = []
  /** Thrown by the next message that this is true of. */
  refuses: ((message: OutgoingMessage) => unknown) | undefined

  override send(message: OutgoingMessage): number {
    const travels =
      message.type === 'call' || message.type === 'result' || message.type === 'item'
        ? (mapped(message, (one) =>
            one instanceof ProbeSource ? { stream: this.peer.produce(one) } : one,
          ) as Message)
        : message
    const error = this.refuses?.(message)
    if (error !== undefined) throw error
    // As every dialect: what ends a stream comes in the place of its item.
    if (message.type === 'end' || message.type === 'fail') this.cutting.delete(message.id)
    this.wire.push(travels as OutgoingMessage)
    return message.type === 'item' ? this.itemSize : 1
  }
  override wait(stream: OutgoingStream): void {
    this.turns.push(stream)
  }
  override isCutting(id = 0): boolean {
    return this.cutting.has(id)
  }
  override abort(id = 0): boolean {
    const index = this.wire.findIndex((message) => 'id' in message && message.id === id)
    if (!this.cutting.delete(id)) return false
    if (index >= 0) this.wire.splice(index, 1)
    return true
  }

  /** There is room: those that wait go on. */
  roomy(): void {
    this.itemRoom = true
    for (const stream of this.turns.splice(0)) stream.go()
  }

  /** The other end reads it as a link would. */
  override deliver(to: StreamEnd, now = 0, count = Infinity): void {
    for (let n = 0; n < count; n++) {
      const message = this.wire.shift()
      if (message === undefined) return
      to.read(message, this.itemSize, now)
    }
  }

  read(message: Message, itemSize = 10, now = 0): void {
    const brought: IncomingStream[] = []
    const received = mapped(message, (one) => {
      if (!isRef(one)) return one
      const sink = new Received()
      sink.stream = this.peer.consume(one.stream, sink)
      brought.push(sink.stream)
      return sink
    }) as Message
    const sized = received.type === 'item' ? { ...received, size: itemSize } : received
    this.peer.receive(sized, now, brought.length > 0 ? brought : undefined)
  }

  /** The types of what it wrote, with their ids, and forgets it. */
  said(): string[] {
    return this.wire
      .splice(0)
      .map((message) => ('id' in message ? `${message.type} ${message.id}` : message.type))
  }
}

export interface StreamPair {
  readonly dialler: StreamEnd
  readonly acceptor: StreamEnd
}

export function streamPair(): StreamPair {
  const dialler = new StreamEnd('dialler', 0)
  const acceptor = new StreamEnd('acceptor', 0)
  dialler.peer.hello(hello)
  dialler.deliver(acceptor)
  acceptor.peer.welcome(welcome)
  acceptor.deliver(dialler)
  return { dialler, acceptor }
}

/** Until neither has anything to say. */
export function settle({ dialler, acceptor }: StreamPair): void {
  while (dialler.wire.length + acceptor.wire.length > 0) {
    dialler.deliver(acceptor)
    acceptor.deliver(dialler)
  }
}
