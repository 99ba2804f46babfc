/** Most requests that share a message: others bound what they take, and this is within what is usual. */
const mostInBatch = 100

/** As much as leaves at once, in characters: what a socket takes in one write. */
const mostText = 64 * 1024

/** The requests of one turn of the event loop, to leave as one batch. */
export class Kept {
  #texts: string[] = []
  #size = 0

  get count(): number {
    return this.#texts.length
  }

  /** @returns all, when there is no room for more. */
  add(text: string): string | undefined {
    this.#texts.push(text)
    this.#size += text.length
    return this.count < mostInBatch && this.#size < mostText ? undefined : this.take()
  }

  /** One alone is no batch: that reads also who takes none. */
  take(): string | undefined {
    const texts = this.#texts
    this.#texts = []
    this.#size = 0
    return texts.length > 1 ? `[${texts.join(',')}]` : texts[0]
  }
}
