import { suite } from '@wsrpc/contract-tests/provider/suite'
import { expect, test } from 'vitest'
import { differences } from '../../src/differences.ts'
import { runtimes } from '../../src/runtimes.ts'

test('every difference names tests and runtimes that there are', () => {
  const tests = Object.entries(suite).flatMap(([group, all]) => {
    return Object.keys(all).map((name) => `${group}: ${name}`)
  })
  const names = [...runtimes.map(({ name }) => name), 'pool on Bun', 'pool on Deno']
  for (const difference of differences) {
    expect(tests).toEqual(expect.arrayContaining([...difference.tests]))
    expect(names).toEqual(expect.arrayContaining([...difference.runtimes]))
  }
})
