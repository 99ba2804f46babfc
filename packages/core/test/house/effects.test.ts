import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sourcesIn } from '@wsrpc/contract-tests/imports'
import { root, run, TemporaryFolder } from './run.ts'
import { doneAtImport } from './top-level.ts'

/** Edge workers forbid these at module scope; and nobody wants an import to do anything. */
const guard = `
const forbid = (object, name) => {
  Object.defineProperty(object, name, {
    configurable: true,
    value: () => { throw new Error('at import: ' + name) },
  })
}
const names = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'WebSocket', 'structuredClone']
for (const name of names) forbid(globalThis, name)
forbid(Math, 'random')
forbid(Date, 'now')
forbid(performance, 'now')
forbid(crypto, 'randomUUID')
forbid(crypto, 'getRandomValues')
globalThis.Date = new Proxy(Date, {
  construct(target, args) {
    if (args.length === 0) throw new Error('at import: new Date')
    return new target(...args)
  },
})
await import(process.argv[2])
console.log('imported')
`

/** What a module may do while it is loaded, and why that is no effect. All else is refused. */
const harmless: readonly (readonly [text: RegExp, why: string])[] = [
  [/^Symbol(\.for)?\('[\w@/.]+'\)$/, 'a name'],
  [/^new (Set|Map|WeakMap)(<[^(]+>)?\(/, 'a table: what is put in is looked at by itself'],
  [/^Object\.(freeze|values|entries)\(/, 'of a constant'],
  [/^Object\.defineProperty\((RpcError|StreamReader)\.prototype, /, 'its own class'],
  [/^disposeByClosing\(\w+\.prototype\)$/, 'its own class'],
  [
    /^(Object\.values\(closeCodes\)|kinds|quickSteps|'ca cert key )[^;]*\.(filter|map|split|slice|fill)\(/,
    'a table',
  ],
  [
    /^(talk|statusOnly|advise|otherSubprotocol|bucketOf|affinity)\(/,
    'makes a table, or a policy without state',
  ],
  [/^Uint8Array\.from\(\{ length: 256 \}/, 'a table'],
  [/^(JSON\.stringify\(hole|Math\.log2\(\w+)\)$/, 'a constant'],
  [
    /^new (Uint16Array\(0x2000\)|Uint8Array\(units\.buffer\))$/,
    'for base64 in JSON, which would be a tenth slower with what is made later',
  ],
  [
    /^new (Uint8Array|DataView|Uint16Array|ArrayBuffer)\(((new Uint16Array)?\(?\[1\]\)?(\.buffer)?|0|8|noBytes\.buffer|new ArrayBuffer\(8\))\)$/,
    'a few bytes',
  ],
  [
    /^new (IdTable|Assembler|Cutter|KeyCache|Writer|Writers)(<never>)?\(/,
    'empty: memory comes with the first use',
  ],
  [/^new Text(Encoder|Decoder)\(/, 'no state; marked as pure, for bundlers'],
]

function refusedAtImport(source: string): string[] {
  return doneAtImport(source).filter((text) => !harmless.some(([pattern]) => pattern.test(text)))
}

function importing(url: string): { status: number | null; output: string } {
  using folder = new TemporaryFolder()
  return run('--no-warnings', folder.write('guard.mjs', guard), url)
}

describe('an import', () => {
  it.each([
    'core/src/index.ts',
    'core/src/testing.ts',
    'provider/src/index.ts',
    'provider/src/browser/index.ts',
    'provider/src/dial/web.ts',
    'provider/src/dial/workerd.ts',
    'pool-node/src/index.ts',
  ])('of %s has no effects', (entry) => {
    const url = pathToFileURL(join(root, 'packages', entry)).href
    expect(importing(url)).toEqual({ status: 0, output: 'imported\n' })
  })

  it.each([
    'setTimeout(() => {}, 1)',
    'queueMicrotask(() => {})',
    'Math.random()',
    'Date.now()',
    'new Date()',
    'crypto.randomUUID()',
    'performance.now()',
  ])('that did %s would be noticed', (effect) => {
    const { status, output } = importing(`data:text/javascript,${encodeURIComponent(effect)}`)
    expect([status === 0, output.includes('at import: ')]).toEqual([false, true])
  })
})

describe('what modules do while they are loaded', () => {
  const sources = ['core', 'provider', 'pool-node'].flatMap((name) =>
    Object.entries(sourcesIn(join(root, 'packages', name, 'src'))).map(([path, text]) => ({
      path: `${name}/${path}`,
      text,
    })),
  )

  it('is harmless in all sources', () => {
    const refused = sources.flatMap(({ path, text }) =>
      refusedAtImport(text).map((what) => `${path}: ${what}`),
    )
    expect(refused).toEqual([])
    expect(sources.length).toBeGreaterThan(200)
  })

  it('and nothing is allowed that none does', () => {
    const done = sources.flatMap(({ text }) => doneAtImport(text))
    expect(harmless.filter(([pattern]) => !done.some((text) => pattern.test(text)))).toEqual([])
  })

  it.each([
    'setInterval(() => {}, 1)',
    'export const started = Date.now()',
    'const id = crypto.randomUUID()',
    'globalThis.wsrpc = {}',
    'let count = 0\ncount++',
    'const server = new WsPlatform(() => 0)',
    'const memory = new Uint8Array(65536)',
    'class A { static seed = Math.random() }',
    'class A { static { globalThis.wsrpc = this } }',
    'const table = { now: [performance.now()] }',
    'const table = new Map([[1, Math.random()]])',
    'export default await fetch("http://127.0.0.1")',
    'await import("./other.ts")',
  ])('%j would be refused', (source) => {
    expect(refusedAtImport(source).length).toBeGreaterThan(0)
  })

  it.each([
    'export const now = () => Date.now()',
    'export class A { readonly #since = Date.now() }',
    'export function seed() { return Math.random() }',
    'const names = new Set(["a"])',
  ])('%j would not', (source) => {
    expect(refusedAtImport(source)).toEqual([])
  })
})
