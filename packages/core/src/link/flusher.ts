import type { DialectSession } from '../dialect/dialect.ts'

/**
 * For how many microtasks a batch of items waits for one more: an async generator needs five or so for each. A source that
 * has to wait for something outside needs a turn of the event loop, and holds nothing up.
 */
const itemTurns = 8

/** Fewer calls than this are not worth a message of their own: a write to a socket takes as long as they do. */
const leastCalls = 16

/**
 * Flushes once for all that one turn of the event loop produces. Of many calls half are enough for a message: while the other
 * side works on these, this one writes the rest. With all of them in one message the two would take turns, and each of them
 * wait half of the time.
 */
export class Flusher {
  readonly #session: DialectSession
  #due = false
  /** Most calls that were open at once lately, and how many there were last. */
  #most = 0
  #open = 0
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

  /** A call was written: one of so many that are open. */
  called(open: number): void {
    this.#open = open
    if (open > this.#most) this.#most = open
    const { batched } = this.#session
    if (batched >= leastCalls && 2 * batched >= this.#most) this.#session.sendBatch()
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
    // What was the most is forgotten slowly: it takes some turns until all are open again.
    this.#most = Math.max(this.#open, this.#most - (this.#most >> 3))
    this.#session.flush()
  }
}
