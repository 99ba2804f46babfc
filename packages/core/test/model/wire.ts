import type { Payload } from '../../src/codec/codec.ts'
import type { Transport, TransportEnd, TransportReceiver } from '../../src/link/transport.ts'

/** One end of a wire that is a list: a message arrives when the test says so, and is lost when the test says so. */
export class ListTransport implements Transport {
  receiver: TransportReceiver | undefined
  /** What was sent and has not arrived, oldest first. The last may be a close. */
  readonly queue: (Payload | TransportEnd)[] = []
  #other: ListTransport = this
  #closing = false
  #ended = false

  /** Two ends of one wire. */
  static pair(): [ListTransport, ListTransport] {
    const one = new ListTransport()
    const two = new ListTransport()
    one.#other = two
    two.#other = one
    return [one, two]
  }

  get ended(): boolean {
    return this.#ended
  }

  /** No more than what a socket would say: nothing here leaves by itself. */
  get bufferedAmount(): number {
    return this.queue.reduce((sum, entry) => sum + (isEnd(entry) ? 0 : entry.length), 0)
  }

  send(payload: Payload): boolean {
    if (this.#ended || this.#closing) return false
    this.queue.push(payload)
    return true
  }

  close(code: number, reason: string): void {
    if (this.#ended || this.#closing) return
    this.#closing = true
    this.queue.push({ code, reason })
  }

  /** This end is gone. What it sent before may still arrive; the other end finds out when the test says so. */
  terminate(): void {
    queueMicrotask(() => this.#end({ code: 1006, reason: '' }))
  }

  /** The oldest message of this end arrives at the other. */
  deliver(): void {
    const entry = this.queue.shift()
    if (entry === undefined) return
    if (!isEnd(entry)) {
      if (!this.#other.#ended) this.#other.receiver?.message(entry)
      this.receiver?.drained?.()
      return
    }
    this.#other.#end(entry)
    this.#end(entry)
  }

  /** This end finds out that the wire is cut. What it sent and has not arrived is lost. */
  cut(): void {
    this.queue.length = 0
    this.#end({ code: 1006, reason: '' })
  }

  #end(end: TransportEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.receiver?.closed(end)
  }
}

function isEnd(entry: Payload | TransportEnd): entry is TransportEnd {
  return typeof entry === 'object' && 'code' in entry
}
