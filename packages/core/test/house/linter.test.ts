import { cpSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, run, TemporaryFolder } from './run.ts'

interface Report {
  readonly diagnostics: readonly {
    readonly filename: string
    readonly code: string
    readonly message: string
  }[]
}

/** Lints files as if they lay in the repository. @returns the rules that each file broke. */
function lint(files: Readonly<Record<string, string>>): Record<string, string[]> {
  using folder = new TemporaryFolder()
  cpSync(join(root, '.oxlintrc.json'), join(folder.path, '.oxlintrc.json'))
  cpSync(join(root, 'scripts', 'lint'), join(folder.path, 'scripts', 'lint'), { recursive: true })
  for (const [name, text] of Object.entries(files)) folder.write(name, text)
  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const { output } = run(oxlint, '-c', join(folder.path, '.oxlintrc.json'), '-f', 'json', folder.path)
  const broken: Record<string, string[]> = Object.fromEntries(Object.keys(files).map((name) => [name, []]))
  for (const { filename, code } of (JSON.parse(output) as Report).diagnostics) {
    const from = filename.startsWith('packages') ? filename : relative(folder.path, join(root, filename))
    const name = Object.keys(files).find((file) => from.split(sep).join('/').endsWith(file)) ?? filename
    ;(broken[name] ??= []).push(code)
  }
  return broken
}

/** What no pure room of core may say, and the rule that says so. */
const impure: readonly (readonly [name: string, snippet: string, rule: string])[] = [
  ['now', 'export const x: number = Date.now()', 'no-restricted-properties'],
  ['date', 'export const x: Date = new Date()', 'no-current-date'],
  ['date-text', 'export const x: string = Date()', 'no-current-date'],
  ['random', 'export const x: number = Math.random()', 'no-restricted-properties'],
  ['promise', 'export const x: unknown = Promise.resolve(1)', 'no-restricted-globals'],
  ['async', 'export async function x(): unknown {}', 'no-async-await'],
  ['microtask', 'queueMicrotask(() => undefined)', 'no-restricted-globals'],
  ['performance', 'export const x: number = performance.now()', 'no-restricted-globals'],
  ['global', "export const x: unknown = globalThis['x']", 'no-restricted-globals'],
]

const pure = 'export const x: Date = new Date(5)\nexport const y: number = Math.max(x.getTime(), 1)\n'

const rooms = [
  'packages/core/src/codec',
  'packages/core/src/codec/msgpack',
  'packages/core/src/dialect',
  'packages/core/src/dialect/wsrpc',
  'packages/core/src/framing',
  'packages/core/src/peer',
]

describe('the linter', () => {
  it('refuses time, chance and promises in the pure rooms', { timeout: 60_000 }, () => {
    const cases = rooms.flatMap((room) =>
      impure.map(([name, snippet, rule]) => ({ file: `${room}/${name}.ts`, snippet, rule })),
    )
    const broken = lint(Object.fromEntries(cases.map(({ file, snippet }) => [file, `${snippet}\n`])))
    const missed = cases.filter(({ file, rule }) => !broken[file]?.some((code) => code.includes(rule)))
    expect(missed.map(({ file, rule }) => `${file}: ${rule}`)).toEqual([])
  })

  it('knows the pure files that lie among others', { timeout: 60_000 }, () => {
    const snippet = 'export const x: number = Date.now()\n'
    const files = ['packages/core/src/message.ts', 'packages/core/src/service/registry.ts']
    const broken = lint(Object.fromEntries(files.map((file) => [file, snippet])))
    for (const file of files) expect(broken[file]?.join()).toContain('no-restricted-properties')
  })

  it('lets what is pure pass there, and promises elsewhere', { timeout: 60_000 }, () => {
    const files = {
      ...Object.fromEntries(rooms.map((room) => [`${room}/pure.ts`, pure])),
      'packages/core/src/link/other.ts': 'export const x: unknown = Promise.resolve(1)\n',
    }
    expect(lint(files)).toEqual(Object.fromEntries(Object.keys(files).map((name) => [name, []])))
  })
})
