import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Lock } from './lock.ts'
import { run } from './run.ts'

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/[/\\]$/, '')

/** By the name of the package: the path of its tarball. */
export type Tarballs = Readonly<Record<string, string>>

/** A project in a new folder, gone when the block is left. */
export class Project implements Disposable {
  readonly folder: string

  /**
   * @param parent must have no `node_modules`, nor any folder above.
   * @param manifest what its package.json says besides.
   */
  constructor(parent: string, manifest: object = {}) {
    this.folder = mkdtempSync(join(parent, 'project-'))
    this.write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module', ...manifest }))
  }

  /** @returns the path of the file. */
  write(file: string, text: string): string {
    const path = join(this.folder, file)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/**
 * A new folder outside of the repository, by its real path: bundlers and Node compare paths, and on macOS temporary
 * folders are behind a link.
 */
export function temporaryFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'wsrpc-packed-'))
}

/** Builds what changed since the last time, and packs all packages that are published, into `folder`. */
export async function packInto(folder: string): Promise<Tarballs> {
  // Two that build at once would take the files of `dist` away from each other.
  using _lock = new Lock(join(root, 'node_modules', '.cache', 'pack.lock'))
  const { stdout } = await run(process.execPath, [join(root, 'scripts', 'pack.mjs'), folder], { cwd: root })
  return JSON.parse(stdout) as Tarballs
}

/** Installs with npm, as a user does: tarballs by path, packages by name. */
export async function npmInstall(folder: string, wanted: readonly string[]): Promise<void> {
  // What the cache has is not asked for again: it is the same, and the registry may be far.
  const options = ['--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline']
  await run('npm', ['install', ...options, ...wanted], { cwd: folder })
}
