import type { DialectSession } from '../dialect/dialect.ts'

/**
 * For how many microtasks a batch of items waits for one more: an async generator needs five or so for each. A source that
 * has to wait for something outside needs a turn of the event loop, and holds nothing up.
 */
const itemTurns = 8

/** Flushes once for all that one turn of the event loop produces. */
export class Flusher {
  readonly #session: DialectSession
  #due = false
  /** Items in the open batch when it was looked at last, and how often it was looked at since there was a new one. */
  #items = 0
  #turns = 0

  constructor(session: DialectSession) {
    this.#session = session
  }

  soon(): void {
    if (this.#due) return
    this.#due = true
    queueMicrotask(this.#flush)
  }

  readonly #flush = (): void => {
    const items = this.#session.lazyItems
    if (items > 0) {
      if (items !== this.#items) this.#turns = 0
      this.#items = items
      if (this.#turns++ < itemTurns) return queueMicrotask(this.#flush)
    }
    this.#due = false
    this.#items = 0
    this.#session.flush()
  }
}
