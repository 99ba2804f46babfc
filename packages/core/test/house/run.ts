import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[/\\]$/, '')
export const core: string = join(root, 'packages', 'core')

/** A folder that is gone when the block is left. */
export class TemporaryFolder implements Disposable {
  readonly path: string = realpathSync(mkdtempSync(join(tmpdir(), 'wsrpc-house-')))

  write(file: string, text: string): string {
    const path = join(this.path, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Runs a script of Node in the repository's root. */
export function run(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
