import { maxBatchBytes, utf8Length } from '@wsrpc/core'

/** Most requests that share a message: others bound what they take, and this is within what is usual. */
const mostInBatch = 100

/**
 * As much leaves at once, in bytes: with the brackets, the commas and one more of the largest, it is no more than a side of
 * ours takes in one WebSocket message.
 */
const mostBytes = maxBatchBytes - (mostInBatch + 1)

/** The requests of one turn of the event loop, to leave as one batch. */
export class Kept {
  #texts: string[] = []
  /** In bytes. */
  #size = 0

  get count(): number {
    return this.#texts.length
  }

  /** @returns all, when there is no room for more. */
  add(text: string): string | undefined {
    this.#texts.push(text)
    this.#size += utf8Length(text)
    return this.count < mostInBatch && this.#size < mostBytes ? undefined : this.take()
  }

  /** One alone is no batch: that reads also who takes none. */
  take(): string | undefined {
    const texts = this.#texts
    this.#texts = []
    this.#size = 0
    return texts.length > 1 ? `[${texts.join(',')}]` : texts[0]
  }
}
