import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file of random bytes, alone in a folder to be served. */
export interface RandomFile {
  readonly root: string
  readonly path: string
  readonly sha256: string
}

const piece = 1024 * 1024

/** An empty folder, made before the file: so it is known what to remove, however far that comes. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'wsrpc-big-file-'))
}

export async function fill(root: string, bytes: number): Promise<RandomFile> {
  const path = 'random.bin'
  const hash = createHash('sha256')
  await using file = await open(join(root, path), 'w')
  for (let left = bytes; left > 0; left -= piece) {
    const some = randomBytes(Math.min(piece, left))
    hash.update(some)
    await file.writeFile(some)
  }
  return { root, path, sha256: hash.digest('hex') }
}

export function removeFolder(root: string): Promise<void> {
  return rm(root, { recursive: true, force: true })
}
