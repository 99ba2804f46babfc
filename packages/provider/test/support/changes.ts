/** Lets a test wait for a state, instead of looking at it from time to time. */
export class Changes {
  readonly #waiting = new Set<() => void>()

  /** Something changed: whoever waits looks again. */
  readonly tell = (): void => {
    for (const look of this.#waiting) look()
  }

  /** Resolves once it is so. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }
}
