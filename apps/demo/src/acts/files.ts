import type { ErrorCode } from '@wsrpc/core'
import type { Stage } from '../stage/stage.ts'
import type { Entry, Files, Stat } from '../services.ts'
import { errorOf } from './error-of.ts'
import { type Reading, readThrough } from './reading.ts'

export interface FilesAct {
  readonly entries: readonly Entry[]
  /** The file that was read. */
  readonly path: string
  readonly stat: Stat
  readonly reading: Reading
  /** What was asked for and must be refused. */
  readonly refused: readonly Refused[]
}

export interface Refused {
  readonly call: string
  /** What it must fail with. */
  readonly code: ErrorCode
  /** What it failed with; undefined if it did not. */
  readonly error: unknown
}

/** Paths that lead out of the folder, or to what is hidden in it. */
const escapes: readonly (readonly [path: string, code: ErrorCode])[] = [
  ['../../../etc/passwd', 'PERMISSION_DENIED'],
  ['/etc/passwd', 'PERMISSION_DENIED'],
  ['.git/config', 'NOT_FOUND'],
]

/** Looks around in the provider's folder, through the pool. */
export async function visitFiles(stage: Stage): Promise<FilesAct> {
  const files = stage.pool.service<Files>('Files')
  const entries = await files.list('.')
  const path = entries.some(({ name }) => name === 'README.md') ? 'README.md' : 'package.json'
  const [stat, reading] = await Promise.all([files.stat(path), readThrough(files.read(path))])
  const refused = await Promise.all([
    ...escapes.map(([escape, code]) =>
      refusal(`Files.read('${escape}')`, code, readThrough(files.read(escape))),
    ),
    // The types would not let us: a method that no provider has.
    refusal(`Files.remove('${path}')`, 'UNIMPLEMENTED', stage.pool.call('Files.remove', [path])),
  ])
  return { entries, path, stat, reading, refused }
}

async function refusal(call: string, code: ErrorCode, answer: Promise<unknown>): Promise<Refused> {
  return { call, code, error: await errorOf(answer) }
}
