import { fileURLToPath } from 'node:url'
import { importsOf, sourcesIn } from '@wsrpc/contract-tests/imports'
import { expect, test } from 'vitest'

test('the suite imports the provider and nothing else: all runtimes have to run it', () => {
  const folder = new URL('../../../../packages/contract-tests/src/provider', import.meta.url)
  const outside = importsOf(sourcesIn(fileURLToPath(folder)))
    .map(({ to }) => to)
    .filter((to) => to.startsWith('..') || !to.endsWith('.ts'))
  expect([...new Set(outside)]).toEqual(['@wsrpc/provider'])
})
