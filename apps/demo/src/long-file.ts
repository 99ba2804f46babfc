import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from './stage/failure.ts'

/** A file of random bytes, for a while. */
export interface LongFile extends AsyncDisposable {
  /** Its path in this repository, as the provider of Files takes it. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

const repository = new URL('../../../', import.meta.url)
const piece = 1024 * 1024

/** Each run of the demo has its own. @throws Failure when it can't be written. */
export async function makeLongFile(bytes: number): Promise<LongFile> {
  const path = `apps/demo/out/long-${process.pid}.bin`
  const place = fileURLToPath(new URL(path, repository))
  const hash = createHash('sha256')
  try {
    await mkdir(dirname(place), { recursive: true })
    await using file = await open(place, 'w')
    for (let left = bytes; left > 0; left -= piece) {
      const some = randomBytes(Math.min(piece, left))
      hash.update(some)
      await file.writeFile(some)
    }
  } catch (error) {
    throw new Failure(`the file to stream can't be written: ${(error as Error).message}`)
  }
  const remove = (): Promise<void> => rm(place, { force: true })
  return { path, bytes, sha256: hash.digest('hex'), [Symbol.asyncDispose]: remove }
}
