import { maxBufferedBytes } from '@wsrpc/core'

/** How much waits in all batches of one connection: one bound for each would be none, as anybody may send many. */
export class Held {
  /** In characters. */
  #size = 0

  add(size: number): void {
    this.#size += size
  }

  /** A batch left. */
  remove(size: number): void {
    this.#size -= size
  }

  /** More than a connection may hold. */
  get isTooMuch(): boolean {
    return this.#size > maxBufferedBytes
  }
}
