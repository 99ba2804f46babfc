// The tables of options in the READMEs against the options that the code takes, and the defaults in them.

import { defaultLimits, defaultResumeWindow, defaultTimeout } from '@wsrpc/core'
import { type CallOptions, Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { Pool } from '../../src/index.ts'
import { namesIn, rows } from './tables.ts'

const pool = 'packages/pool-node/README.md'
const provider = 'packages/provider/README.md'

/** The names that an error about an unknown option lists. */
async function taken(attempt: () => unknown): Promise<string[]> {
  try {
    await attempt()
  } catch (error) {
    const [, names = ''] = /(?:it takes|known are) (.*)$/.exec((error as Error).message) ?? []
    // For tests only, so not listed.
    return names.split(', ').filter((name) => name !== 'runtime')
  }
  return []
}

function listed(file: string, ...header: readonly string[]): Set<string> {
  return new Set(rows(file, ...header).flatMap(([names]) => namesIn(names)))
}

const wrong = { wrong: true } as object

describe("the options in the pool's README", () => {
  test.each([
    ['pool', () => new Pool(wrong)],
    ['bind', () => new Pool().bind('/', wrong)],
    ['bindIn', () => new Pool().bindIn('/', { A: { b: () => 1 } }, wrong)],
  ])('of %s are those that it takes', async (place, attempt) => {
    const here = rows(pool, 'option', 'where').filter(([, where]) => where?.split(', ').includes(place))
    expect(new Set(here.flatMap(([names]) => namesIn(names)))).toEqual(new Set(await taken(attempt)))
  })

  test('of a call are those that it takes', async () => {
    const real = await taken(() => new Pool().bind('/').call('A.b', [], wrong))
    expect(listed(pool, 'option', 'default')).toEqual(new Set(real))
  })
})

describe("the options in the provider's README", () => {
  test.each([
    ['a provider', () => new Provider(wrong)],
    ['a connection', () => new Provider().connect('ws://127.0.0.1:1/', wrong)],
  ])('of %s are those that it takes', async (what, attempt) => {
    expect(listed(provider, `option of ${what}`)).toEqual(new Set(await taken(attempt)))
  })

  test('of a call are those that it takes', () => {
    // Nothing checks the names when it runs, but the compiler knows them.
    const real = {
      timeout: 1,
      idleTimeout: 1,
      signal: 1,
      idempotencyKey: 1,
      metadata: 1,
      trace: 1,
    } satisfies Record<keyof CallOptions, 1>
    expect(listed(provider, 'option of a call')).toEqual(new Set(Object.keys(real)))
  })

  test('lists every limit, with its default where it has one', () => {
    const row = rows(provider, 'option of a provider').find(([names]) => names === '`limits`')
    const text = row?.at(-1) ?? ''
    const [, ...names] = namesIn(row?.join(' ')).filter((name) => name !== 'defaultLimits')
    expect(new Set(names)).toEqual(new Set(Object.keys(defaultLimits)))
    const numbers = [...text.matchAll(/`(\w+)` \((\d+)( MiB)?/g)].map(([, name, number, unit]) => [
      name,
      Number(number) * (unit === undefined ? 1 : 2 ** 20),
    ])
    expect(numbers.length).toBeGreaterThan(3)
    expect(defaultLimits).toMatchObject(Object.fromEntries(numbers))
  })
})

test.each([
  ['resumeWindow', pool, defaultResumeWindow, ['option', 'where']],
  ['timeout', pool, defaultTimeout, ['option', 'default']],
  ['timeout', provider, defaultTimeout, ['option of a call']],
])('the default of %s in %s is %i', (name, file, value, header) => {
  const row = rows(file, ...header).find(([names]) => names === `\`${name}\``)
  expect(row).toContain(String(value))
})
