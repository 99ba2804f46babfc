import { Level } from './level.ts'
import type { Tenant } from './tenant.ts'
import type { Waiting } from './waiting.ts'

/** The calls of one tenant that ask the same: highest priority first, then the oldest. Dropped when empty. */
export class Lane<T extends Waiting> {
  readonly tenant: Tenant<Lane<T>>
  // What its line sorts it by: its turn when it last looked. It has that by now, or a later one.
  tag: number
  priority: number
  order: number
  /** Its place in its line. Kept by the line. */
  place: number = 0
  /** By priority, highest first. Nearly always one. */
  readonly #levels: Level<T>[]

  constructor(tenant: Tenant<Lane<T>>, first: T) {
    this.tenant = tenant
    this.tag = tenant.tag
    this.priority = first.priority
    this.order = first.order
    this.#levels = [new Level(first.priority)]
    this.insert(first)
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0
  }

  get first(): T | undefined {
    return this.#levels[0]?.first
  }

  get oldest(): T | undefined {
    let oldest = this.first
    for (const { first } of this.#levels) {
      if (first !== undefined && (oldest === undefined || first.order < oldest.order)) oldest = first
    }
    return oldest
  }

  insert(task: T): void {
    const at = this.#find(task.priority)
    let level = this.#levels[at]
    if (level?.priority !== task.priority) {
      level = new Level(task.priority)
      this.#levels.splice(at, 0, level)
    }
    level.insert(task)
    task.lane = this
  }

  delete(task: T): void {
    const at = this.#find(task.priority)
    const level = this.#levels[at] as Level<T>
    level.delete(task)
    task.lane = undefined
    if (level.size === 0) this.#levels.splice(at, 1)
  }

  /** Where the level of a priority is, or would be. */
  #find(priority: number): number {
    let from = 0
    let to = this.#levels.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((this.#levels[middle] as Level<T>).priority > priority) from = middle + 1
      else to = middle
    }
    return from
  }

  /** How many have at least that priority. */
  countFrom(priority: number): number {
    let count = 0
    for (const level of this.#levels) {
      if (level.priority < priority) break
      count += level.size
    }
    return count
  }

  /** Looks at its turn again. @returns whether it has another than it knew. */
  refresh(): boolean {
    const { first, tenant } = this
    // The order tells which call it is, and so its priority.
    if (first === undefined) return false
    if (this.order === first.order && this.tag === tenant.tag) return false
    this.tag = tenant.tag
    this.priority = first.priority
    this.order = first.order
    return true
  }

  /** As `refresh`, but leaves it at that if its turn is a later one: that has time until it is in front. */
  advance(): boolean {
    const { first, tenant } = this
    if (first === undefined) return false
    const { priority, order } = first
    return goesBefore({ tag: tenant.tag, priority, order }, this) && this.refresh()
  }

  /** All of them, in their order: a copy, so that any may leave while one walks over it. */
  tasks(): T[] {
    const tasks: T[] = []
    for (const { first } of this.#levels) {
      for (let task = first; task !== undefined; task = task.behind) tasks.push(task)
    }
    return tasks
  }
}

interface Turn {
  readonly tag: number
  readonly priority: number
  readonly order: number
}

/** Whose turn is earlier. Fairness comes before priority: a tenant who calls everything urgent starves nobody. */
export function goesBefore(a: Turn, b: Turn): boolean {
  if (a.tag !== b.tag) return a.tag < b.tag
  if (a.priority !== b.priority) return a.priority > b.priority
  return a.order < b.order
}
