// The tables of options in the package's README against the options that the code takes.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Pool } from '../../src/index.ts'
import { root } from './project.ts'

const lines = readFileSync(join(root, 'packages/pool-node/README.md'), 'utf8').split('\n')

/** The rows of the table with these first two columns. */
function rows(...header: readonly string[]): string[][] {
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const at = lines.findIndex((line) => String(cells(line).slice(0, 2)) === String(header))
  const end = lines.findIndex((line, index) => index > at && !line.startsWith('|'))
  return lines.slice(at + 2, end).map(cells)
}

/** The names that an error about an unknown option lists. */
async function taken(attempt: () => unknown): Promise<string[]> {
  try {
    await attempt()
  } catch (error) {
    const [, names = ''] = /it takes (.*)$/.exec((error as Error).message) ?? []
    return names.split(', ')
  }
  return []
}

const wrong = { wrong: true } as object

describe('the options in the README', () => {
  const named = rows('option', 'where').map(([name = '', where = '']) => ({
    name: name.replaceAll('`', ''),
    where: where.split(', '),
  }))

  test.each([
    ['pool', () => new Pool(wrong)],
    ['bind', () => new Pool().bind('/', wrong)],
    ['bindIn', () => new Pool().bindIn('/', { A: { b: () => 1 } }, wrong)],
  ])('of %s are those that it takes', async (where, attempt) => {
    const listed = named.filter((option) => option.where.includes(where)).map(({ name }) => name)
    // For tests only, so not listed.
    const real = (await taken(attempt)).filter((name) => name !== 'runtime')
    expect(new Set(listed)).toEqual(new Set(real))
  })

  test('of a call are those that it takes', async () => {
    const listed = rows('option', 'default').map(([name = '']) => name.replaceAll('`', ''))
    const pool = new Pool().bind('/')
    expect(new Set(listed)).toEqual(new Set(await taken(() => pool.call('A.b', [], wrong))))
  })
})
