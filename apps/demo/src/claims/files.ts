import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FilesAct } from '../acts/files.ts'
import { type Claim, hasCode, words } from './claim.ts'

const repository = new URL('../../../../', import.meta.url)

/** What was read against the disk, and each refusal against what it must be. */
export async function claimFiles({ path, stat, reading, refused }: FilesAct, claim: Claim): Promise<void> {
  const direct = await readFile(new URL(path, repository))
  const sha256 = createHash('sha256').update(direct).digest('hex')
  claim(
    reading.sha256 === sha256 && reading.bytes === direct.length && stat.size === direct.length,
    `${path} streamed through the pool is the file on the disk (sha256 ${sha256.slice(0, 16)}…)`,
    `${reading.bytes} bytes instead of ${direct.length}, or others`,
  )
  for (const { call, error, code } of refused) {
    claim(hasCode(error, code), `${call} is refused: ${code}`, words(error))
  }
}
