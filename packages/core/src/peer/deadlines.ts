/** Something that must happen at a time. Give it to {@link Deadlines}; the link fields are theirs. */
export interface Timed {
  /** When, in milliseconds of the clock that is used. */
  deadline: number
  /** It is time. Called once; never before the deadline. */
  expire(now: number): void
  /** Where it is kept while it waits. Start with `undefined`. */
  bucket: TimedBucket | undefined
  earlier: Timed | undefined
  later: Timed | undefined
}

/** The things that are due in the same few milliseconds: a doubly linked list. */
export interface TimedBucket {
  readonly due: number
  first: Timed | undefined
}

/** Width of a bucket in ms: how late a thing may be, besides the timer's own lateness. */
const grain = 8

/**
 * Many deadlines, one timer: adding and removing cost O(1) and allocate nothing, because nearly every deadline
 * is removed before it passes. Things wait in buckets of a few milliseconds; a heap orders the buckets, not the
 * things. Pure: time comes in.
 */
export class Deadlines {
  readonly #buckets = new Map<number, TimedBucket>()
  /** Binary min-heap of `due`. Has buckets that became empty too; they are dropped when they come up. */
  #heap: number[] = []
  #size = 0

  /** How many things wait. */
  get size(): number {
    return this.#size
  }

  /** Infinity is no deadline: nothing is kept. */
  add(timed: Timed): void {
    if (timed.deadline === Infinity) return
    const due = Math.ceil(timed.deadline / grain) * grain
    let bucket = this.#buckets.get(due)
    if (bucket === undefined) {
      if (this.#buckets.size > 2 * this.#size + 1024) this.#dropEmpty()
      bucket = { due, first: undefined }
      this.#buckets.set(due, bucket)
      this.#push(due)
    }
    timed.bucket = bucket
    timed.earlier = undefined
    timed.later = bucket.first
    if (bucket.first !== undefined) bucket.first.earlier = timed
    bucket.first = timed
    this.#size++
  }

  /** Does nothing if it does not wait. */
  remove(timed: Timed): void {
    const bucket = timed.bucket
    if (bucket === undefined) return
    if (timed.earlier === undefined) bucket.first = timed.later
    else timed.earlier.later = timed.later
    if (timed.later !== undefined) timed.later.earlier = timed.earlier
    timed.bucket = timed.earlier = timed.later = undefined
    this.#size--
  }

  /** When the earliest is due; Infinity when nothing waits. */
  next(): number {
    for (;;) {
      const due = this.#heap[0]
      if (due === undefined) return Infinity
      if (this.#buckets.get(due)?.first !== undefined) return due
      this.#buckets.delete(due)
      this.#pop()
    }
  }

  /** Expires all that is due. A thing may add or remove others meanwhile. */
  expire(now: number): void {
    for (let due = this.next(); due <= now; due = this.next()) {
      const timed = this.#buckets.get(due)?.first
      if (timed === undefined) continue
      this.remove(timed)
      timed.expire(now)
    }
  }

  /** Empty buckets go when they come up; with deadlines of hours they must not add up until then. */
  #dropEmpty(): void {
    const empty = [...this.#buckets.values()].filter((bucket) => bucket.first === undefined)
    for (const { due } of empty) this.#buckets.delete(due)
    // A sorted array is a heap.
    this.#heap = [...this.#buckets.keys()].sort((a, b) => a - b)
  }

  #push(due: number): void {
    const heap = this.#heap
    let at = heap.push(due) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as number
      if (above <= due) break
      heap[at] = above
      at = parent
    }
    heap[at] = due
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++
      const below = heap[child] as number
      if (below >= last) break
      heap[at] = below
      at = child
    }
    heap[at] = last
  }
}
