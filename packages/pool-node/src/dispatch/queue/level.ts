import type { Waiting } from './waiting.ts'

/** The calls of a lane that have one priority, oldest first: a linked list, so that any of them can go at O(1). */
export class Level<T extends Waiting> {
  readonly priority: number
  size: number = 0
  first: T | undefined = undefined
  #last: T | undefined = undefined

  constructor(priority: number) {
    this.priority = priority
  }

  insert(task: T): void {
    // New ones are the youngest; one that comes back from a refusal or a loss is old, and finds its place in front.
    let behind = this.#last === undefined || this.#last.order < task.order ? undefined : this.first
    while (behind !== undefined && behind.order < task.order) behind = behind.behind
    const ahead = behind === undefined ? this.#last : behind.ahead
    task.ahead = ahead
    task.behind = behind
    if (ahead === undefined) this.first = task
    else ahead.behind = task
    if (behind === undefined) this.#last = task
    else behind.ahead = task
    this.size++
  }

  delete(task: T): void {
    if (task.ahead === undefined) this.first = task.behind
    else task.ahead.behind = task.behind
    if (task.behind === undefined) this.#last = task.ahead
    else task.behind.ahead = task.ahead
    task.ahead = task.behind = undefined
    this.size--
  }
}
