/** Most NOTIFYs that wait for a slot; past it they are dropped, counted and reported. */
export const maxQueuedNotifies: number = 1024

/**
 * The slots in which methods run, at most `capacity` at once. A call that finds none is refused, since the other
 * side can send it elsewhere; a NOTIFY can't be refused, so it waits, up to a bound.
 */
export class Gate {
  /** Told when a slot is free again after all were taken. */
  onFree: (() => void) | undefined
  #capacity: number
  #running = 0
  #admitting = false
  readonly #waiting: (() => void)[] = []

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get capacity(): number {
    return this.#capacity
  }
  set capacity(capacity: number) {
    this.#capacity = capacity
    this.#admit()
  }

  get running(): number {
    return this.#running
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Takes a slot if there is one. Whoever got true must {@link leave}. */
  enter(): boolean {
    if (this.#running >= this.#capacity) return false
    this.#running++
    return true
  }

  /** Runs `work` in a slot, now or when one is free. @returns false when too many wait already. */
  whenFree(work: () => void): boolean {
    if (this.enter()) work()
    else if (this.#waiting.length >= maxQueuedNotifies) return false
    else this.#waiting.push(work)
    return true
  }

  leave(): void {
    const wasFull = this.#running >= this.#capacity
    this.#running--
    if (this.#admitting) return
    this.#admit()
    if (wasFull && this.#running < this.#capacity) this.onFree?.()
  }

  /** One after the other, also when what is let in leaves at once: a long queue must not become a deep stack. */
  #admit(): void {
    this.#admitting = true
    try {
      while (this.#waiting.length > 0 && this.enter()) this.#waiting.shift()?.()
    } finally {
      this.#admitting = false
    }
  }
}
