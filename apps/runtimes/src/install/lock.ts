import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Longer than a build and a pack on a slow machine. In ms. */
const patience = 120_000

/**
 * Only one process at a time holds the lock of a file. SQLite asks the system for it, so that it is free again when its
 * holder has died, however that came. Waiting blocks the event loop.
 *
 * @throws Error when it is not free within two minutes.
 */
export class Lock implements Disposable {
  readonly #database: DatabaseSync

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.#database = new DatabaseSync(file, { timeout: patience })
    this.#database.exec('BEGIN EXCLUSIVE')
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
