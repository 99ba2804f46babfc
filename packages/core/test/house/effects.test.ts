import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { core, run, TemporaryFolder } from './run.ts'

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

function importing(url: string): { status: number | null; output: string } {
  using folder = new TemporaryFolder()
  return run('--no-warnings', folder.write('guard.mjs', guard), url)
}

describe('an import', () => {
  it.each(['index.ts', 'testing.ts'])('of %s has no effects', (entry) => {
    const url = pathToFileURL(join(core, 'src', entry)).href
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
