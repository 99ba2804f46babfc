/** Calls that are made and not awaited. */
export class Pile {
  #left = 0
  #empty: Promise<void> = Promise.resolve()
  #error: unknown

  /** @returns ms until all were taken: nothing of it waits. */
  add(call: () => Promise<unknown>, calls: number): number {
    const began = performance.now()
    let end!: () => void
    this.#empty = new Promise((resolve) => (end = resolve))
    this.#left += calls
    const settle = (): void => {
      if (--this.#left === 0) end()
    }
    const fail = (error: unknown): void => {
      this.#error ??= error
      settle()
    }
    for (let n = 0; n < calls; n++) call().then(settle, fail)
    return performance.now() - began
  }

  /** Resolves when all have ended. @throws what the first that failed was told. */
  async drained(): Promise<void> {
    await this.#empty
    if (this.#error !== undefined) throw this.#error
  }
}
