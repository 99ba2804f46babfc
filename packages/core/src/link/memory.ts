import type { Payload } from '../codec/codec.ts'
import type { Transport, TransportEnd, TransportReceiver } from './transport.ts'
import { closeReason } from './websocket.ts'

/** One end of a wire in memory. Messages arrive in a microtask, or when {@link MemoryTransport.hold} lets them. */
export class MemoryTransport implements Transport {
  receiver: TransportReceiver | undefined
  /** What was sent and has not arrived. */
  readonly queue: Payload[] = []
  #other: MemoryTransport | undefined
  #ended = false
  #closing = false
  #held = false
  #scheduled = false

  /** Two ends of one wire. */
  static pair(): [MemoryTransport, MemoryTransport] {
    const one = new MemoryTransport()
    const two = new MemoryTransport()
    one.#other = two
    two.#other = one
    return [one, two]
  }

  get bufferedAmount(): number {
    return this.queue.reduce((sum, payload) => sum + payload.length, 0)
  }

  send(payload: Payload): boolean {
    if (this.#ended || this.#closing) return false
    this.queue.push(payload)
    this.#schedule()
    return true
  }

  /** From now on what is sent waits for {@link deliver}. */
  hold(): void {
    this.#held = true
  }

  /** Lets waiting messages arrive now, `count` of them or all. */
  deliver(count: number = Infinity): void {
    for (let n = 0; n < count; n++) {
      const payload = this.queue.shift()
      if (payload === undefined) break
      if (this.#other !== undefined) this.#other.#arrive(payload)
    }
    if (this.queue.length === 0 && !this.#ended) this.receiver?.drained?.()
  }

  close(code: number, text: string): void {
    if (this.#ended || this.#closing) return
    this.#closing = true
    const reason = closeReason(text)
    const other = this.#other
    queueMicrotask(() => {
      if (this.#ended) return
      if (!this.#held) this.deliver()
      this.#end({ code, reason })
      if (other !== undefined) other.#end({ code, reason })
    })
  }

  /** As a cable that is cut: what has not arrived is lost, and both ends see 1006. */
  terminate(): void {
    this.queue.length = 0
    const other = this.#other
    queueMicrotask(() => {
      this.#end({ code: 1006, reason: '' })
      if (other !== undefined) other.#end({ code: 1006, reason: '' })
    })
  }

  #arrive(payload: Payload): void {
    if (!this.#ended) this.receiver?.message(payload)
  }

  #schedule(): void {
    if (this.#held || this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      if (!this.#held) this.deliver()
    })
  }

  #end(end: TransportEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.receiver?.closed(end)
  }
}
