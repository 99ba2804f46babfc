import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { packInto, Project, temporaryFolder } from './install.ts'
import { npmInstall } from './npm.ts'
import type {} from './provided.ts'

/** A cold cache, and a registry that is far. In ms. */
const patience = 180_000

/**
 * Once for all tests of the project. What goes wrong is told by the tests that need what is missing: an error thrown
 * here would end the run, and also what has nothing to do with it.
 */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const projects = temporaryFolder()
  const remove = (): void => rmSync(projects, { recursive: true, force: true, maxRetries: 5 })
  // Also when the run is interrupted.
  process.once('exit', remove)
  provide('projects', projects)
  console.log('Packing and installing the packages, for the tests of apps/runtimes …')
  try {
    const tarballs = await packInto(join(projects, 'tarballs'))
    const { folder } = new Project(projects)
    await npmInstall(Object.values(tarballs), { cwd: folder, timeout: patience })
    provide('installed', folder)
    provide('tarballs', tarballs)
    provide('notInstalled', '')
  } catch (error) {
    const why = 'The packages could not be packed and installed'
    console.error(`${why}: ${(error as Error).message}`)
    provide('notInstalled', `${why}, which this test needs. The first lines of this run tell the reason.`)
  }
  return remove
}
