import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { core, root, run, TemporaryFolder } from './run.ts'

/** Type-checks files under the settings of core. @returns which names were refused, and what was said. */
function check(files: Readonly<Record<string, string>>): { status: number | null; output: string } {
  using folder = new TemporaryFolder()
  for (const [name, text] of Object.entries(files)) folder.write(name, text)
  folder.write('package.json', JSON.stringify({ type: 'module' }))
  folder.write(
    'tsconfig.json',
    JSON.stringify({
      extends: join(core, 'tsconfig.json'),
      compilerOptions: { rootDir: '.' },
      include: [],
      files: [...Object.keys(files).map((name) => `./${name}`), join(core, 'src', 'platform.d.ts')],
    }),
  )
  return run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder.path)
}

const platform: Readonly<Record<string, string>> = {
  setTimeout: 'setTimeout(() => undefined, 1)',
  setInterval: 'setInterval(() => undefined, 1)',
  process: 'process.exit()',
  Buffer: 'Buffer.alloc(1)',
  WebSocket: "new WebSocket('wss://x')",
  fetch: "fetch('https://x')",
  document: 'document.title',
  window: 'window',
  performance: 'performance.now()',
  crypto: 'crypto.randomUUID()',
  require: "require('node:fs')",
}

describe('the compiler, under the settings of core', () => {
  it('refuses every name of a platform', { timeout: 60_000 }, () => {
    const names = Object.keys(platform)
    const { status, output } = check(
      Object.fromEntries(
        names.map((name) => [`${name}.ts`, `export const value: unknown = ${platform[name]}\n`]),
      ),
    )
    expect(status).not.toBe(0)
    const refused = names.filter((name) =>
      new RegExp(`${name}\\.ts.*Cannot find name '${name}'`).test(output),
    )
    expect(refused).toEqual(names)
  })

  it('refuses the modules of Node', { timeout: 60_000 }, () => {
    const { status, output } = check({
      'snippet.ts': "import { readFileSync } from 'node:fs'\nreadFileSync('x')\n",
    })
    expect([status === 0, output.includes("'node:fs'")]).toEqual([false, true])
  })

  it('takes what every platform has', { timeout: 60_000 }, () => {
    const snippet = `
export const bytes: Uint8Array = new TextEncoder().encode('x')
export const text: string = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
export const signal: AbortSignal = new AbortController().signal
queueMicrotask(() => undefined)
`
    expect(check({ 'snippet.ts': snippet })).toEqual({ status: 0, output: '' })
  })
})
