/** Promises that were rejected while nobody listened. */
export class Unhandled {
  readonly #reasons: unknown[] = []

  /** Hears of them itself, where the runtime has an event for them. */
  constructor() {
    globalThis.addEventListener?.('unhandledrejection', (event) => {
      // Deno would end.
      event.preventDefault()
      this.add(event.reason)
    })
  }

  /** For those who hear of them otherwise. */
  add(reason: unknown): void {
    this.#reasons.push(reason)
  }

  /** Those since the last time. */
  take(): unknown[] {
    return this.#reasons.splice(0)
  }
}
