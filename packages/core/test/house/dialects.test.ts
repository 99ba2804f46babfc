import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importsOf, sourcesIn } from '@wsrpc/contract-tests/imports'
import { describe, expect, it } from 'vitest'
import { root } from './run.ts'

/** What a dialect is added to without being touched. */
const house = ['core', 'pool-node', 'provider', 'contract-tests']

/** The packages of foreign dialects: all others. */
const dialects = readdirSync(join(root, 'packages')).filter((name) => !house.includes(name))

/** What others call those protocols. */
const aliases = ['json-rpc', 'net/rpc', 'gojson', 'gogob']

/** Codes of errors are one table, with the number that JSON-RPC 2.0 has for each. */
const known: Readonly<Record<string, RegExp>> = {
  'core/errors.ts': /\bjsonRpc\b|The JSON-RPC 2\.0 error code/g,
}

function sourcesOf(name: string): readonly (readonly [path: string, text: string])[] {
  const files = sourcesIn(join(root, 'packages', name, 'src'))
  return Object.entries(files).map(([path, text]) => [`${name}/${path}`, text])
}

/** The names of dialects in a source, whatever they stand for: imports, texts, comments. */
function namedIn(path: string, text: string): string[] {
  const rest = text.replaceAll(known[path] ?? /$^/g, '').toLowerCase()
  return [...dialects, ...aliases].filter((name) => rest.includes(name)).map((name) => `${path}: ${name}`)
}

describe('a foreign dialect', () => {
  it('is named by no source of the others', () => {
    const sources = house.flatMap(sourcesOf)
    expect(sources.length).toBeGreaterThan(200)
    expect(sources.flatMap(([path, text]) => namedIn(path, text))).toEqual([])
  })

  it('would be found there', () => {
    expect(dialects).toEqual(['gorpc', 'jsonrpc'])
    const wrong = [
      "import { jsonrpc } from '@wsrpc/jsonrpc'",
      "if (dialect.name === 'goGob') throw new Error('no')",
      '// As JSON-RPC has it',
    ]
    expect(wrong.map((text) => namedIn('core/errors.ts', text).length > 0)).toEqual([true, true, true])
  })

  it.each(dialects)('%s needs core, and nothing else', (name) => {
    const imports = importsOf(Object.fromEntries(sourcesOf(name)))
    const outside = new Set(imports.map(({ to }) => to).filter((to) => !to.endsWith('.ts')))
    expect([...outside]).toEqual(['@wsrpc/core'])
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as object
    const { dependencies, peerDependencies } = manifest as Readonly<Record<string, unknown>>
    expect([dependencies, peerDependencies]).toEqual([{ '@wsrpc/core': 'workspace:^' }, undefined])
  })
})
