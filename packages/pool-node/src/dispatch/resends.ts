import type { PoolConnection } from '../roster/instance.ts'
import type { Task } from './task.ts'

/** The calls that wait to be sent again, by the interrupted connections where they are open: should one go on, they need not be. */
export class Resends {
  // A connection that is gone for good takes its calls with it.
  readonly #tasks = new WeakMap<PoolConnection, Set<Task>>()

  /** It waits, and attempts of it are open. */
  add(task: Task): void {
    for (const connection of task.openAt) {
      let tasks = this.#tasks.get(connection)
      if (tasks === undefined) this.#tasks.set(connection, (tasks = new Set()))
      tasks.add(task)
    }
  }

  /** Those of one connection, which may have been sent or settled meanwhile; forgets them. */
  take(connection: PoolConnection): Iterable<Task> {
    const tasks = this.#tasks.get(connection) ?? []
    this.#tasks.delete(connection)
    return tasks
  }
}
