/** What can wait. The last three fields are the queue's own; start with `undefined`. */
export interface Waiting {
  readonly service: string
  /** Its age: who came later has a larger one. */
  readonly order: number
  line: object | undefined
  ahead: this | undefined
  behind: this | undefined
}

interface Line<T> {
  first: T | undefined
  last: T | undefined
}

/**
 * The calls of one binding that wait for a provider: a line for each service, since one that nobody offers must
 * not hold up another. Oldest first. Bounded; adding and removing cost O(1) wherever in the line.
 */
export class WaitingQueue<T extends Waiting> {
  /** Most that may wait. */
  readonly max: number
  readonly #lines = new Map<string, Line<T>>()
  #size = 0

  constructor(max: number) {
    this.max = max
  }

  get size(): number {
    return this.#size
  }

  get isFull(): boolean {
    return this.#size >= this.max
  }

  add(task: T): void {
    let line = this.#lines.get(task.service)
    if (line === undefined) this.#lines.set(task.service, (line = { first: undefined, last: undefined }))
    // New ones are the youngest; one that comes back from a refusal or a loss is old, and finds its place in front.
    let behind = line.last === undefined || line.last.order < task.order ? undefined : line.first
    while (behind !== undefined && behind.order < task.order) behind = behind.behind
    this.#insert(task, line, behind)
    this.#size++
  }

  #insert(task: T, line: Line<T>, behind: T | undefined): void {
    const ahead = behind === undefined ? line.last : behind.ahead
    task.line = line
    task.ahead = ahead
    task.behind = behind
    if (ahead === undefined) line.first = task
    else ahead.behind = task
    if (behind === undefined) line.last = task
    else behind.ahead = task
  }

  /** Does nothing if it does not wait. */
  remove(task: T): void {
    const line = task.line as Line<T> | undefined
    if (line === undefined) return
    if (task.ahead === undefined) line.first = task.behind
    else task.ahead.behind = task.behind
    if (task.behind === undefined) line.last = task.ahead
    else task.behind.ahead = task.ahead
    task.line = task.ahead = task.behind = undefined
    this.#size--
    if (line.first === undefined) this.#lines.delete(task.service)
  }

  /** The oldest of a service that fits. */
  first(service: string, fits: (task: T) => boolean): T | undefined {
    let task = this.#lines.get(service)?.first
    while (task !== undefined && !fits(task)) task = task.behind
    return task
  }

  /** All that wait, in no order. */
  *[Symbol.iterator](): Generator<T> {
    for (const line of this.#lines.values()) {
      for (let task = line.first; task !== undefined;) {
        const { behind } = task
        yield task
        task = behind
      }
    }
  }
}
