import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { Project, root } from '../../src/install/install.ts'
import { run } from '../../src/install/run.ts'

/** Is started as the build, and fails when it gets the lock too: then others could build meanwhile. */
const turbo = `
  const { DatabaseSync } = require('node:sqlite')
  const database = new DatabaseSync('node_modules/.cache/pack.lock', { timeout: 0 })
  let locked = false
  try { database.exec('BEGIN EXCLUSIVE') } catch (error) { locked = /locked/.test(error.message) }
  if (!locked) { console.error('nobody holds the lock'); process.exit(1) }
`

test.for([
  ['build.mjs', ''],
  ['pack.mjs', '{}\n'],
] as const)('nobody else builds while scripts/%s does', async ([script, printed], { signal }) => {
  // The scripts take the folder that they lie in for the repository. This one has no packages.
  using project = new Project(inject('projects'))
  cpSync(join(root, 'scripts'), join(project.folder, 'scripts'), { recursive: true })
  mkdirSync(join(project.folder, 'packages'))
  project.write('node_modules/turbo/package.json', '{}')
  project.write('node_modules/turbo/bin/turbo', turbo)
  const args = [join(project.folder, 'scripts', script), 'tarballs']
  const { stdout } = await run(process.execPath, args, { cwd: project.folder, signal })
  expect(stdout).toBe(printed)
})
