import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from '../../../src/install/program.ts'
import { corner, placeFile } from '../support/corner.ts'
import type { Somewhere, Running } from '../support/everywhere.ts'

/** A program that printed nothing has ended. */
export const quietEnd = 'it ended:\n'

/** What came of a provider's visit to a pool. */
export interface Visit {
  /** What the pool's calls gave: see pool.mjs. */
  readonly answer: Readonly<Record<string, unknown>>
  /** With which code the provider closed its socket, as the pool saw it. */
  readonly code: string
  /** How its program ended by itself, with all that it printed: {@link quietEnd} is best. `undefined` where none ends. */
  readonly end: string | undefined
}

/** A dialect as a user has it. */
export interface GivenDialect {
  /** A module that exports it as `dialect`. */
  readonly text: string
  /** What that imports beside the packages. */
  readonly files?: readonly string[]
}

/** Has a provider join a pool in another process, serve its calls and leave, both in this dialect. */
export async function visit(where: Somewhere, dialect: GivenDialect): Promise<Visit> {
  const house = cornerWith(dialect)
  await using pool = new Program([process.execPath, placeProgram('pool.mjs', house)], house)
  const url = await pool.printed(/^listening (.*)\n/m)
  const folder = cornerWith(dialect)
  writeFileSync(join(folder, 'url.mjs'), `export const url = '${url}'\n`)
  await using provider = await where.run(placeProgram('provider.mjs', folder))
  const answer = await Promise.race([pool.printed(/^answer (.*)\n/m), troubleOf(provider)])
  const code = await pool.printed(/^gone (\d+)\n/m)
  const end = where.ends ? await provider.failure.catch(({ message }: Error) => message) : undefined
  return { answer: JSON.parse(answer) as Visit['answer'], code, end }
}

/** Rejects with what went wrong. One that ends without a word may have done all: its end may be seen before what the pool printed. */
function troubleOf({ failure }: Running): Promise<never> {
  return failure.catch((error: Error): Promise<never> => {
    return error.message === quietEnd ? new Promise(() => {}) : Promise.reject(error)
  })
}

function cornerWith({ text, files = [] }: GivenDialect): string {
  const folder = corner()
  for (const file of files) placeFile(file, folder)
  writeFileSync(join(folder, 'dialect.mjs'), text)
  return folder
}

function placeProgram(name: string, folder: string): string {
  return placeFile(fileURLToPath(new URL(name, import.meta.url)), folder)
}
