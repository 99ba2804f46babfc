import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Failure } from './stage/failure.ts'

/** A file of random bytes, for a while. */
export interface LongFile extends AsyncDisposable {
  /** Its path in this repository, as the provider of Files takes it. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

const folder = 'apps/demo/out'
const place = new URL(`../../../${folder}/`, import.meta.url)
const piece = 1024 * 1024

/**
 * Each run of the demo has its own, which is gone when its process ends. Those of processes that were killed, and could
 * not remove theirs, are removed first.
 *
 * @throws Failure when it can't be written.
 */
export async function makeLongFile(bytes: number): Promise<LongFile> {
  const name = `long-${process.pid}.bin`
  const file = fileURLToPath(new URL(name, place))
  const removeNow = (): void => rmSync(file, { force: true })
  process.on('exit', removeNow)
  const remove = async (): Promise<void> => {
    await rm(file, { force: true })
    process.off('exit', removeNow)
  }
  try {
    await mkdir(place, { recursive: true })
    await removeOrphans()
    const sha256 = await fill(file, bytes)
    return { path: `${folder}/${name}`, bytes, sha256, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw new Failure(`the file to stream can't be written: ${(error as Error).message}`)
  }
}

/** @returns the SHA-256 of what it wrote. */
async function fill(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  await using file = await open(path, 'w')
  for (let left = bytes; left > 0; left -= piece) {
    const some = randomBytes(Math.min(piece, left))
    hash.update(some)
    await file.writeFile(some)
  }
  return hash.digest('hex')
}

async function removeOrphans(): Promise<void> {
  for (const name of await readdir(place)) {
    const [, pid] = /^long-(\d+)\.bin$/.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) await rm(new URL(name, place), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's may not be told anything, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
