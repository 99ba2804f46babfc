import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** A build of everything on a slow machine, after another that had to be waited for. In ms. */
const patience = 300_000

/** Builds what changed since the last time, and packs all packages that are published, into `folder`. */
export async function packInto(folder: string): Promise<Tarballs> {
  const args = [join(root, 'scripts', 'pack.mjs'), folder]
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: patience })
  return JSON.parse(stdout) as Tarballs
}
