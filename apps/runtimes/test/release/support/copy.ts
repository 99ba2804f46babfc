import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, type Tarballs } from '../../../src/install/install.ts'
import { run } from '../../../src/install/run.ts'

/** What a release reads or changes, apart from the packages. */
const ofTheRoot = [
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  '.pnpmfile.mjs',
  '.changeset',
  'LICENSE',
]
const ofMembers = ['package.json', 'README.md', 'CHANGELOG.md']

/**
 * Copies what a release needs into a folder, as a git repository of its own, with the packages built: nothing that is
 * done there touches this one.
 *
 * @param tarballs where the built packages are taken from: the folder `dist` may just be built anew.
 */
export async function copyRepository(
  folder: string,
  tarballs: Tarballs,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  copy(ofTheRoot, root, folder)
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const member of membersOf(root)) {
    copy(ofMembers, join(root, member), join(folder, member))
    linkModules(member, folder)
  }
  for (const [name, tarball] of Object.entries(tarballs)) {
    const target = join(folder, 'packages', name.replace('@wsrpc/', ''))
    await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1', 'package/dist'], { cwd: folder })
  }
  writeFileSync(join(folder, '.gitignore'), 'node_modules\ndist\n.npmrc\n')
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder, env })
  await commit(folder, 'All of it', env)
}

export async function commit(folder: string, message: string, env: NodeJS.ProcessEnv): Promise<void> {
  await run('git', ['add', '--all'], { cwd: folder, env })
  await run('git', ['commit', '--quiet', '--message', message], { cwd: folder, env })
}

function copy(names: readonly string[], from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of names) {
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true })
  }
}

/** The folders of the workspace's packages: `packages/core`. */
function membersOf(folder: string): string[] {
  return ['packages', 'apps'].flatMap((directory) =>
    readdirSync(join(folder, directory))
      .map((name) => join(directory, name))
      .filter((member) => existsSync(join(folder, member, 'package.json'))),
  )
}

/** Packages see those of the copy, as it is the version of these that goes into what is published. */
function linkModules(member: string, folder: string): void {
  const modules = join(root, member, 'node_modules', '@wsrpc')
  if (!existsSync(modules)) return
  mkdirSync(join(folder, member, 'node_modules', '@wsrpc'), { recursive: true })
  for (const name of readdirSync(modules)) {
    const link = join(folder, member, 'node_modules', '@wsrpc', name)
    symlinkSync(join(folder, 'packages', name), link, 'junction')
  }
}
