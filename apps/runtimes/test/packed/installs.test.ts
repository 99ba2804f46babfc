import { basename } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { npmInstall, Project } from '../../src/install/install.ts'
import { programs } from '../../src/install/programs.ts'
import { run } from '../../src/install/run.ts'
import { brings, packagesIn } from './support/packages.ts'

/** Deno takes no tarballs: see test/release for what it installs from a registry. */
const installers: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  npm: (folder) => npmInstall(folder, []),
  Bun: (folder) => run(programs.bun, ['install'], { cwd: folder }),
}

/** That a package depends on others of its version can't be looked up before they are published. */
function projectWith(name: string): Project {
  const tarballs = Object.entries(inject('tarballs')).map(([its, path]) => [its, `file:${path}`] as const)
  const others = tarballs.filter(([its]) => its !== name)
  return new Project(inject('projects'), {
    dependencies: Object.fromEntries(tarballs.filter(([its]) => its === name)),
    overrides: Object.fromEntries(others),
  })
}

describe.each(Object.keys(installers))('%s', (installer) => {
  test.each(Object.keys(brings))('installs with %s what it needs and nothing else', async (name) => {
    using project = projectWith(name)
    await installers[installer]?.(project.folder)
    expect(packagesIn(project.folder)).toEqual([name, ...(brings[name] ?? [])].sort())
  })
})

test('every package that is published is tested here', () => {
  expect(Object.keys(inject('tarballs')).sort()).toEqual(Object.keys(brings).sort())
  expect(Object.values(inject('tarballs')).map((path) => basename(path))).toContain('provider.tgz')
})
