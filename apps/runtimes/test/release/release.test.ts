import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Project, root } from '../../src/install/install.ts'
import { commands, programs } from '../../src/install/programs.ts'
import { run } from '../../src/install/run.ts'
import { place } from '../packed/support/corner.ts'
import { brings, packagesIn } from '../packed/support/packages.ts'
import { commit, copyRepository } from './support/copy.ts'
import { environmentFor, Registry, writeNpmrc } from './support/registry.ts'

const names = Object.keys(brings)
const ours = names.map((name) => name.replace('@wsrpc/', ''))

/** Of one package only, and of more than the others: they get the same version by being one group. */
const note = "---\n'@wsrpc/provider': major\n---\n\nA sentence of the rehearsal.\n"

/** What the workflow runs to publish. */
function publishScript(): string {
  const text = readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8')
  return /^ *publish-script: (.+)$/m.exec(text)?.[1] ?? ''
}

interface Manifest {
  readonly version: string
}

/** Deno takes no version before its second day, so that a bad one is found first. These are seconds old. */
const anyAge = '--minimum-dependency-age=0'

/** How people get packages from a registry, and run what uses them. */
const installers: Readonly<Record<string, { install: readonly string[]; run: readonly string[] }>> = {
  npm: { install: ['npm', 'install', '--no-audit', '--no-fund'], run: [process.execPath] },
  Bun: { install: [programs.bun, 'install'], run: commands['Bun'] ?? [] },
  Deno: {
    install: [programs.deno, 'install', '--node-modules-dir=auto', anyAge],
    run: commands['Deno'] ?? [],
  },
}

const home = (project: Project): string => join(project.folder, 'home')

describe('a release', () => {
  const project = new Project(inject('projects'))
  const copy = join(project.folder, 'repository')
  let registry: Registry
  let env: NodeJS.ProcessEnv

  beforeAll(async () => {
    registry = await Registry.start(join(project.folder, 'registry'))
    env = environmentFor(registry.url, home(project))
    await copyRepository(copy, inject('tarballs'), env)
    writeNpmrc(copy, registry.url)
  })
  afterAll(async () => {
    await registry?.[Symbol.asyncDispose]()
    project[Symbol.dispose]()
  })

  const manifest = (folder: string): Manifest =>
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const versions = (repository: string): string[] =>
    ours.map((name) => manifest(join(repository, 'packages', name)).version)
  const version = (): string => versions(copy)[0] ?? ''
  const shell = (command: string): Promise<{ stdout: string }> =>
    run('sh', ['-c', command], { cwd: copy, env })

  test('makes versions and changelogs of the notes', async () => {
    writeFileSync(join(copy, '.changeset', 'rehearsal.md'), note)
    await shell('npx --no-install changeset version')
    const [before = ''] = versions(root)
    expect(versions(copy)).toEqual(ours.map(() => version()))
    expect(version()).not.toBe(before)
    expect(version()).toMatch(/^\d+\.\d+\.\d+$/)
    for (const name of ours) {
      const changelog = readFileSync(join(copy, 'packages', name, 'CHANGELOG.md'), 'utf8')
      expect(changelog).toMatch(new RegExp(`^# @wsrpc/${name}\n\n## ${version().replaceAll('.', '\\.')}\n`))
    }
    const changelog = readFileSync(join(copy, 'packages', 'provider', 'CHANGELOG.md'), 'utf8')
    expect(changelog).toContain('A sentence of the rehearsal.')
    expect(readdirSync(join(copy, '.changeset')).sort()).toEqual(['README.md', 'config.json'])
    expect(existsSync(join(copy, 'apps', 'runtimes', 'CHANGELOG.md'))).toBe(false)
    await commit(copy, 'Versions', env)
  })

  test('publishes them with what the workflow runs, and says so with tags', async () => {
    const { stdout } = await shell(publishScript())
    const tags = names.map((name) => `${name}@${version()}`).sort()
    for (const tag of tags) expect(stdout).toContain(tag)
    expect((await shell('git tag')).stdout.trim().split('\n').sort()).toEqual(tags)
  })

  test('publishes nothing when there is nothing new', async () => {
    expect((await shell(publishScript())).stdout).toContain('No unpublished projects to publish')
  })

  /** A user's project that wants these packages. */
  const userOf = (packages: readonly string[]): Project =>
    new Project(inject('projects'), {
      dependencies: Object.fromEntries(packages.map((name) => [name, version()])),
    })
  const install = async (user: Project, installer: string): Promise<void> => {
    const [file = '', ...args] = installers[installer]?.install ?? []
    await run(file, args, { cwd: user.folder, env: environmentFor(registry.url, home(user)) })
  }

  test.each(Object.keys(installers))(
    'can be installed with %s, and a call goes through it',
    async (installer) => {
      using user = userOf(['@wsrpc/provider', '@wsrpc/pool-node'])
      await install(user, installer)
      expect(manifest(join(user.folder, 'node_modules', '@wsrpc', 'provider')).version).toBe(version())
      const [file = '', ...args] = installers[installer]?.run ?? []
      const { stdout, stderr } = await run(file, [...args, place('call.mjs', user.folder)], {
        cwd: user.folder,
        env: environmentFor(registry.url, home(user)),
      })
      expect(stdout + stderr).toBe('true\n')
    },
  )

  // The others install tarballs, and are asked for the same in test/packed.
  test.each(names)('Deno installs with %s what it needs and nothing else', async (name) => {
    using user = userOf([name])
    await install(user, 'Deno')
    expect(packagesIn(user.folder)).toEqual([name, ...(brings[name] ?? [])].sort())
  })
})
