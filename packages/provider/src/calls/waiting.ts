import type { Pending } from './pending.ts'

/** Most calls and notifies of a connection that wait; one more is refused at once. */
export const maxWaiting: number = 1024

/** What waits for a way to the pool, in order. What was under way already, and did not start, goes first. */
export class Waiting {
  /** Not bounded by itself: each of these was let in before, and no more than the pool takes are under way. */
  readonly #again = new Set<Pending>()
  readonly #fresh = new Set<Pending>()

  get size(): number {
    return this.#again.size + this.#fresh.size
  }

  /** @returns false when too many wait already. */
  add(pending: Pending): boolean {
    if (this.#fresh.size >= maxWaiting) return false
    this.#fresh.add(pending)
    return true
  }

  addAgain(pending: Pending): void {
    this.#again.add(pending)
  }

  /** Does nothing if it does not wait. */
  remove(pending: Pending): void {
    if (!this.#again.delete(pending)) this.#fresh.delete(pending)
  }

  /** The one that goes next. */
  first(): Pending | undefined {
    for (const pending of this.#again) return pending
    for (const pending of this.#fresh) return pending
    return undefined
  }
}
