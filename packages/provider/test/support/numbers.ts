/** Gives 1, 2, … up to `most`, and counts how often it is asked and closed. */
export class Numbers implements AsyncIterableIterator<number> {
  asked = 0
  closed = 0
  readonly #most: number

  constructor(most: number = Infinity) {
    this.#most = most
  }
  next(): Promise<IteratorResult<number>> {
    this.asked++
    if (this.asked > this.#most) return Promise.resolve({ done: true, value: undefined })
    return Promise.resolve({ done: false, value: this.asked })
  }
  return(): Promise<IteratorResult<number>> {
    this.closed++
    return Promise.resolve({ done: true, value: undefined })
  }
  [Symbol.asyncIterator](): this {
    return this
  }
}

/** All items of a stream. */
export async function all(stream: unknown): Promise<unknown[]> {
  const items: unknown[] = []
  for await (const item of stream as AsyncIterable<unknown>) items.push(item)
  return items
}
