/** What tells events: eventemitter3's emitters and Node's. */
interface Emitter {
  listenerCount(name: string): number
  emit(name: string, ...event: unknown[]): unknown
}

/** So many texts are remembered as printed; then it begins anew. */
const mostRemembered = 100

/** Tells the application. What its listeners throw is theirs: it must not break what is told from. */
export class Speaker<Events extends { [Name in keyof Events]: readonly unknown[] }> {
  readonly #emitter: Emitter
  readonly #who: string
  readonly #printed = new Set<string>()

  /** `who`: whose errors these are, for people: `the pool`. */
  constructor(emitter: object, who: string) {
    this.#emitter = emitter as Emitter
    this.#who = who
  }

  tell<Name extends keyof Events & string>(name: Name, ...event: Events[Name]): void {
    try {
      this.#emitter.emit(name, ...event)
    } catch (error) {
      // As the platform does with the listeners of an EventTarget: it becomes an uncaught exception.
      queueMicrotask(() => {
        throw error
      })
    }
  }

  /** An error that nobody listens to is printed; the same text not again and again, as from a dial that keeps failing. */
  error(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    if (this.#emitter.listenerCount('error') > 0) {
      return (this as unknown as Speaker<{ error: [Error] }>).tell('error', error)
    }
    if (this.#printed.has(error.message)) return
    if (this.#printed.size === mostRemembered) this.#printed.clear()
    this.#printed.add(error.message)
    const cause = error.cause instanceof Error ? error.cause : ''
    // oxlint-disable-next-line no-console -- never swallowed: nobody else would know
    console.error(
      `wsrpc: ${error.message} (listen to the 'error' events of ${this.#who} to handle this)`,
      cause,
    )
  }
}
