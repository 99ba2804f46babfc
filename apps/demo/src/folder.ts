import { constants, realpathSync } from 'node:fs'
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { isRpcError, RpcError } from '@wsrpc/core'
import { describeFsError, isHidden, resolveInside } from './safe-path.ts'
import type { Entry, Files, Stat } from './services.ts'

/** Largest file that is handed out, in bytes: 1 MiB. */
export const maxFileBytes: number = 1024 * 1024

/** The service Files: one folder, read-only. What is neither a file nor a folder is not there. */
export class Folder implements Files {
  readonly #root: string

  constructor(root: string) {
    this.#root = realpathSync(root)
  }

  async list(path: string): Promise<Entry[]> {
    const { real, kind } = await this.#find(path)
    if (kind !== 'folder') throw new RpcError('INVALID_ARGUMENT', `'${path}' is a file: read it`)
    const names = await readdir(real).catch((error: unknown) => {
      throw describeFsError(error, path)
    })
    const entries: Entry[] = []
    for (const name of names.sort()) {
      if (isHidden(name)) continue
      const found = await this.#find(join(path, name).replaceAll('\\', '/')).catch(isNotForYou)
      if (found !== undefined) entries.push({ name, kind: found.kind })
    }
    return entries
  }

  async read(path: string): Promise<Uint8Array> {
    const { real, kind } = await this.#find(path)
    if (kind !== 'file') throw new RpcError('INVALID_ARGUMENT', `'${path}' is a folder: list it`)
    let file: FileHandle | undefined
    try {
      // The real path has no link in its end; if it has one now, somebody put it there just now.
      file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
      const { size } = await file.stat()
      if (size > maxFileBytes) throw tooLarge(path, size)
      return new Uint8Array(await file.readFile())
    } catch (error) {
      throw isRpcError(error) ? error : describeFsError(error, path)
    } finally {
      await file?.close()
    }
  }

  async stat(path: string): Promise<Stat> {
    const { kind, size, modified } = await this.#find(path)
    return { kind, size, modified }
  }

  async #find(path: string): Promise<Stat & { real: string }> {
    const real = await resolveInside(this.#root, path)
    const stat = await lstat(real).catch((error: unknown) => {
      throw describeFsError(error, path)
    })
    if (stat.isDirectory()) return { real, kind: 'folder', size: 0, modified: stat.mtime }
    if (stat.isFile()) return { real, kind: 'file', size: stat.size, modified: stat.mtime }
    throw new RpcError('NOT_FOUND', `there is no '${path}'`)
  }
}

/** A link that leads outside, or to nothing, is left out of the list. */
function isNotForYou(error: unknown): undefined {
  if (isRpcError(error)) return undefined
  throw error
}

function tooLarge(path: string, size: number): RpcError {
  return new RpcError(
    'RESOURCE_EXHAUSTED',
    `'${path}' has ${size} bytes; files of up to ${maxFileBytes} are handed out`,
    { data: { size, limit: maxFileBytes } },
  )
}
