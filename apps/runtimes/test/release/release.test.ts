import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Project, root } from '../../src/install/install.ts'
import { npmCommand } from '../../src/install/npm.ts'
import { commands, programs } from '../../src/install/programs.ts'
import { packedPackages } from '../../src/install/provided.ts'
import { type Printed, run } from '../../src/install/run.ts'
import { place } from '../packed/support/corner.ts'
import { brings, packagesIn } from '../packed/support/packages.ts'
import { commit, copyRepository } from './support/copy.ts'
import { environmentFor, Registry, writeNpmrc } from './support/registry.ts'

const names = Object.keys(brings)
const ours = names.map((name) => name.replace('@wsrpc/', ''))

/** Of one package only, and of more than the others: they get the same version by being one group. */
const note = "---\n'@wsrpc/provider': major\n---\n\nA sentence of the rehearsal.\n"

/** What the workflow hands to changesets to publish. It is run without a shell, which not every system has. */
function publishArguments(): string[] {
  const text = readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8')
  return /^ *publish-script: npx --no-install changeset (.+)$/m.exec(text)?.[1]?.split(' ') ?? []
}

interface Manifest {
  readonly version: string
}

/** Deno takes no version before its second day, so that a bad one is found first. These are seconds old. */
const anyAge = '--minimum-dependency-age=0'

/** How people get packages from a registry, and run what uses them. */
const installers: Readonly<Record<string, { install: readonly string[]; run: readonly string[] }>> = {
  npm: { install: [...npmCommand(), 'install', '--no-audit', '--no-fund'], run: [process.execPath] },
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
    await copyRepository(copy, packedPackages(), env)
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
  const script = join(root, 'node_modules', '@changesets', 'cli', 'bin.js')
  const changeset = (args: readonly string[], signal: AbortSignal): Promise<Printed> =>
    run(process.execPath, [script, ...args], { cwd: copy, env, signal })

  test('makes versions and changelogs of the notes', async ({ signal }) => {
    writeFileSync(join(copy, '.changeset', 'rehearsal.md'), note)
    await changeset(['version'], signal)
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

  test('publishes them with what the workflow runs, and says so with tags', async ({ signal }) => {
    const { stdout } = await changeset(publishArguments(), signal)
    const tags = names.map((name) => `${name}@${version()}`).sort()
    for (const tag of tags) expect(stdout).toContain(tag)
    const tagged = await run('git', ['tag'], { cwd: copy, env, signal })
    expect(tagged.stdout.trim().split('\n').sort()).toEqual(tags)
  })

  test('publishes nothing when there is nothing new', async ({ signal }) => {
    expect((await changeset(publishArguments(), signal)).stdout).toContain(
      'No unpublished projects to publish',
    )
  })

  /** A user's project that wants these packages. */
  const userOf = (packages: readonly string[]): Project =>
    new Project(inject('projects'), {
      dependencies: Object.fromEntries(packages.map((name) => [name, version()])),
    })
  const install = async (user: Project, installer: string, signal: AbortSignal): Promise<void> => {
    const [file = '', ...args] = installers[installer]?.install ?? []
    const its = environmentFor(registry.url, home(user))
    await run(file, args, { cwd: user.folder, env: its, signal })
  }

  test.for(Object.keys(installers))(
    'can be installed with %s, and a call goes through it',
    async (installer, { signal }) => {
      using user = userOf(['@wsrpc/provider', '@wsrpc/pool-node'])
      await install(user, installer, signal)
      expect(manifest(join(user.folder, 'node_modules', '@wsrpc', 'provider')).version).toBe(version())
      const [file = '', ...args] = installers[installer]?.run ?? []
      const { stdout, stderr } = await run(file, [...args, place('call.mjs', user.folder)], {
        cwd: user.folder,
        env: environmentFor(registry.url, home(user)),
        signal,
      })
      expect(stdout + stderr).toBe('true\n')
    },
  )

  // The others install tarballs, and are asked for the same in test/packed.
  test.for(names)('Deno installs with %s what it needs and nothing else', async (name, { signal }) => {
    using user = userOf([name])
    await install(user, 'Deno', signal)
    expect(packagesIn(user.folder)).toEqual([name, ...(brings[name] ?? [])].sort())
  })
})
