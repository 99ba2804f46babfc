import { constants, realpathSync } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isRpcError, RpcError } from '@wsrpc/core'
import { describeFsError, isHidden, resolveInside } from './safe-path.ts'
import type { Entry, Files, Stat } from './services.ts'

/** Bytes that are read at a time: 64 KiB, the largest chunk that travels in one frame. */
export const chunkBytes: number = 64 * 1024

/** The service Files: one folder, read-only. What is neither a file nor a folder is not there. */
export class Folder implements Files {
  readonly #root: string

  constructor(root: string) {
    this.#root = realpathSync(root)
  }

  async list(path: string): Promise<Entry[]> {
    const { real, kind } = await this.#find(path)
    if (kind !== 'folder') throw new RpcError('INVALID_ARGUMENT', `'${path}' is a file: read it`)
    const names = await readdir(real).catch(failing(path))
    const entries: Entry[] = []
    for (const name of names.sort()) {
      if (isHidden(name)) continue
      const found = await this.#find(join(path, name).replaceAll('\\', '/')).catch(isNotForYou)
      if (found !== undefined) entries.push({ name, kind: found.kind })
    }
    return entries
  }

  /**
   * Chunk by chunk. The next one is read only when the caller asks for it, so a slow reader stops the reading, and no
   * file is too large: a few chunks of it are in memory at any time. A file that grows or shrinks meanwhile is given as
   * it is found.
   */
  async *read(path: string): AsyncGenerator<Uint8Array, void> {
    const { real, kind } = await this.#find(path)
    if (kind !== 'file') throw new RpcError('INVALID_ARGUMENT', `'${path}' is a folder: list it`)
    // The real path has no link in its end; if it has one now, somebody put it there just now.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)
    const file = await open(real, flags).catch(failing(path))
    try {
      while (true) {
        // A new one each time: the one before may still be on its way.
        const chunk = new Uint8Array(chunkBytes)
        const { bytesRead } = await file.read(chunk).catch(failing(path))
        if (bytesRead === 0) return
        yield chunk.subarray(0, bytesRead)
      }
    } finally {
      // Also when the reader breaks off, or is gone for good.
      await file.close()
    }
  }

  async stat(path: string): Promise<Stat> {
    const { kind, size, modified } = await this.#find(path)
    return { kind, size, modified }
  }

  async #find(path: string): Promise<Stat & { real: string }> {
    const real = await resolveInside(this.#root, path)
    const stat = await lstat(real).catch(failing(path))
    if (stat.isDirectory()) return { real, kind: 'folder', size: 0, modified: stat.mtime }
    if (stat.isFile()) return { real, kind: 'file', size: stat.size, modified: stat.mtime }
    throw new RpcError('NOT_FOUND', `there is no '${path}'`)
  }
}

/** For `catch`: throws what the caller may know of it. */
function failing(path: string): (error: unknown) => never {
  return (error) => {
    throw describeFsError(error, path)
  }
}

/** A link that leads outside, or to nothing, is left out of the list. */
function isNotForYou(error: unknown): undefined {
  if (isRpcError(error)) return undefined
  throw error
}
