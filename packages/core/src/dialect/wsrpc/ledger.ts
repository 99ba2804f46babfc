import { ProtocolError } from '../../close.ts'
import type { Payload } from '../../codec/codec.ts'

/** A WebSocket message that counts, until the other side has it. */
export interface Sent {
  /** Its bytes, if they are kept. */
  payload: Payload | undefined
  readonly size: number
  /** Bytes of parts and items in it. */
  readonly windowed: number
  /** The newest call of this side that was written up to here, also one that still travels in parts. */
  readonly newest: number
  /** The call whose last part is in it; 0: none. */
  readonly completes: number
}

/** So many entries that were acknowledged may lie in front before they are thrown away. */
const mostDead = 64

/** What was sent and is not acknowledged: the other side's count says how much of it has arrived. */
export class Ledger {
  /** Whether bytes are kept, to be sent again over another socket. */
  keeps = false
  /** Bytes that are not acknowledged. */
  bytes = 0
  /** Bytes of parts and items among them. */
  windowed = 0
  /** How many messages were acknowledged: the first entry that lives is the one after. */
  #acknowledged = 0
  /** How many were given to a socket. */
  #transmitted = 0
  #newestAcknowledged = 0
  #entries: Sent[] = []
  /** Where the entries begin that are not acknowledged. */
  #head = 0

  /** How many messages were counted. */
  get count(): number {
    return this.#acknowledged + this.#entries.length - this.#head
  }

  /** `transmitted`: a socket took it. */
  add(sent: Sent, transmitted: boolean): void {
    if (!this.keeps) sent.payload = undefined
    this.bytes += sent.size
    this.windowed += sent.windowed
    this.#entries.push(sent)
    if (transmitted) this.#transmitted = this.count
  }

  /**
   * The other side has received so many. An older count than the last is no news: what is sent again says what it said.
   *
   * @throws ProtocolError when it is more than was sent.
   */
  acknowledge(count: number): void {
    if (count > this.count) {
      throw new ProtocolError('malformed', `${count} messages acknowledged, of ${this.count} that were sent`)
    }
    while (this.#acknowledged < count) {
      const sent = this.#entries[this.#head] as Sent
      this.#head++
      this.#acknowledged++
      this.bytes -= sent.size
      this.windowed -= sent.windowed
      this.#newestAcknowledged = sent.newest
      sent.payload = undefined // not only when its entry goes
    }
    if (this.#head === this.#entries.length) this.#entries.length = 0
    else if (this.#head >= mostDead) this.#entries = this.#entries.slice(this.#head)
    else return
    this.#head = 0
  }

  /** Whether the other side's count can be right. */
  knows(count: number): boolean {
    return Number.isSafeInteger(count) && count >= this.#acknowledged && count <= this.count
  }

  /** Those that are not acknowledged, oldest first. */
  *pending(): Generator<Payload> {
    for (let at = this.#head; at < this.#entries.length; at++) {
      const { payload } = this.#entries[at] as Sent
      if (payload !== undefined) yield payload
    }
  }

  /** All that is pending was given to a socket. */
  sentAgain(): void {
    this.#transmitted = this.count
  }

  /**
   * Which calls are in the first `count` messages; without a count: in those that a socket took. Made once for all
   * calls: there may be many of both.
   */
  holds(count: number = this.#transmitted): (call: number) => boolean {
    let newest = this.#newestAcknowledged
    const later = new Set<number>()
    for (let at = this.#head; at < this.#entries.length; at++) {
      const sent = this.#entries[at] as Sent
      const place = this.#acknowledged + at - this.#head + 1
      if (place <= count) newest = sent.newest
      else if (sent.completes !== 0) later.add(sent.completes)
    }
    return (call) => call <= newest && !later.has(call)
  }
}
