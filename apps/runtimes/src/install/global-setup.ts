import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { npmInstall, packInto, Project, temporaryFolder } from './install.ts'
import type { Tarballs } from './install.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder whose `node_modules` has all packages as a user gets them: installed by npm, from the tarballs. */
    installed: string
    /** A folder for projects in which other things are installed. */
    projects: string
    tarballs: Tarballs
  }
}

/** Once for all tests of the project. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const projects = temporaryFolder()
  const remove = (): void => rmSync(projects, { recursive: true, force: true, maxRetries: 5 })
  // Also when the run is interrupted, or this fails.
  process.once('exit', remove)
  const project = new Project(projects)
  const tarballs = await packInto(join(projects, 'tarballs'))
  await npmInstall(project.folder, Object.values(tarballs))
  provide('installed', project.folder)
  provide('projects', projects)
  provide('tarballs', tarballs)
  return remove
}
