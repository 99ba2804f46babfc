/** What happened, in order, for those who wait until something has. */
export class Notes {
  readonly #entries: (readonly [name: string, what: unknown])[] = []
  readonly #waiting = new Set<() => void>()

  add(name: string, what?: unknown): void {
    this.#entries.push([name, what])
    for (const look of this.#waiting) look()
  }

  get names(): string[] {
    return this.#entries.map(([name]) => name)
  }

  /** All that was noted under a name. */
  all(name: string): unknown[] {
    return this.#entries.filter(([noted]) => noted === name).map(([, what]) => what)
  }

  count(name: string): number {
    return this.all(name).length
  }

  /** Resolves once there are so many under that name, with the last of these. */
  async until(name: string, count = 1): Promise<unknown> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.count(name) < count) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
    return this.all(name)[count - 1]
  }
}
