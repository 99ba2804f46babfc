import { importsOf, sourcesIn } from '@wsrpc/contract-tests/imports'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const sources = sourcesIn(fileURLToPath(new URL('../../src/gob', import.meta.url)))

it('the room of gob knows core only, and nothing else of its package', () => {
  const imports = importsOf(sources)
  expect(imports.length).toBeGreaterThan(50)
  expect(imports.filter(({ to }) => sources[to] === undefined && to !== '@wsrpc/core')).toStrictEqual([])
})

it('the room of gob knows no clock, no chance and no promise', () => {
  const impure =
    /\b(Date\.now|new Date\(\)|Math\.random|Promise|async|await|setTimeout|queueMicrotask|performance)\b/
  const code = Object.entries(sources).map(([path, text]) => [
    path,
    text.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, ''),
  ])
  expect(code.filter(([, text]) => impure.test(text!))).toStrictEqual([])
})
