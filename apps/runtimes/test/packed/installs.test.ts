import { basename } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { Project } from '../../src/install/install.ts'
import { npmInstall } from '../../src/install/npm.ts'
import { programs } from '../../src/install/programs.ts'
import { packedPackages } from '../../src/install/provided.ts'
import { run, type RunOptions } from '../../src/install/run.ts'
import { brings, packagesIn } from './support/packages.ts'

/** Deno takes no tarballs: see test/release for what it installs from a registry. */
const installers: Readonly<Record<string, (where: RunOptions) => Promise<unknown>>> = {
  npm: (where) => npmInstall([], where),
  Bun: (where) => run(programs.bun, ['install'], where),
}

/** That a package depends on others of its version can't be looked up before they are published. */
function projectWith(name: string): Project {
  const tarballs = Object.entries(packedPackages()).map(([its, path]) => [its, `file:${path}`] as const)
  const others = tarballs.filter(([its]) => its !== name)
  return new Project(inject('projects'), {
    dependencies: Object.fromEntries(tarballs.filter(([its]) => its === name)),
    overrides: Object.fromEntries(others),
  })
}

describe.each(Object.keys(installers))('%s', (installer) => {
  test.for(Object.keys(brings))(
    'installs with %s what it needs and nothing else',
    async (name, { signal }) => {
      using project = projectWith(name)
      await installers[installer]?.({ cwd: project.folder, signal })
      expect(packagesIn(project.folder)).toEqual([name, ...(brings[name] ?? [])].sort())
    },
  )
})

test('every package that is published is tested here', () => {
  expect(Object.keys(packedPackages()).sort()).toEqual(Object.keys(brings).sort())
  expect(Object.values(packedPackages()).map((path) => basename(path))).toContain('provider.tgz')
})
