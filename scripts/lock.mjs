// Two that build at once would take the files of `dist` away from each other, and from who packs them.

import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { root } from './paths.mjs'

/** Longer than a build and a pack on a slow machine. In ms. */
const patience = 120_000

/**
 * What nobody refers to is collected, and its lock is gone with it.
 * @type {Set<DatabaseSync>}
 */
const held = new Set()

/**
 * Waits until no other process builds or packs, and keeps others from it until this one ends. SQLite asks the system for
 * the lock, so that it is free again however its holder has died. Waiting blocks the event loop. Needs Node 22.5.
 * @throws {Error} when it is not free within two minutes
 */
export const lockBuilds = () => {
  const file = join(root, 'node_modules', '.cache', 'pack.lock')
  mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file, { timeout: patience })
  database.exec('BEGIN EXCLUSIVE')
  held.add(database)
}
