import type { Transport } from './transport.ts'

/**
 * So many messages are written together at most: the other side works on these while this one makes the next. With 16 or more
 * the two take turns where no more than that are open, and with 4 the write costs too much again.
 */
const mostTogether = 8

/**
 * In a dialect without batches each call is a message, and a write to a socket takes longer than all else: so what one turn
 * of the event loop sends is written together, where the transport can do that.
 */
export class Cork {
  readonly #transport: Transport
  /** How many are kept. */
  #count = 0
  #due = false

  /** @param transport the only one that the connection will have: there is no resume without a handshake. */
  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Something is about to be sent. */
  begin(): void {
    if (this.#transport.cork === undefined) return
    if (this.#count === mostTogether) this.#end()
    if (this.#count++ > 0) return
    this.#transport.cork()
    if (this.#due) return
    this.#due = true
    queueMicrotask(this.#endTurn)
  }

  readonly #endTurn = (): void => {
    this.#due = false
    this.#end()
  }

  #end(): void {
    this.#count = 0
    this.#transport.uncork?.()
  }
}
