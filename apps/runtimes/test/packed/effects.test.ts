import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { run } from '../../src/install/run.ts'
import { bundle, platforms } from './support/bundle.ts'
import { corner, place } from './support/corner.ts'
import { brings, installed, isomorphic } from './support/packages.ts'

// Edge workers forbid it, bundlers can't leave out what does it, and nobody wants an import to do anything.

const entriesOf = (packages: readonly string[]): string[] =>
  packages.flatMap((name) => installed(name).entries)

async function effectsOnNode(module: string, folder: string = corner()): Promise<unknown> {
  place('traps.js', folder)
  const { stdout } = await run(process.execPath, [place('effects.mjs', folder), module], { cwd: folder })
  return JSON.parse(stdout)
}

/** Every platform has these, and to make one does nothing. */
const harmless = { TextEncoder, TextDecoder }

/** In an empty realm: whatever else is of a platform, and is no trap, is not there at all. */
async function effectsInBundle(code: string): Promise<unknown> {
  const folder = corner()
  const entry = join(folder, 'entry.mjs')
  writeFileSync(entry, code)
  const script = await bundle(entry, { ...platforms.page, format: 'iife' })
  const traps = readFileSync(place('traps.js', folder), 'utf8')
  const realm = createContext({ ...harmless })
  return JSON.parse(new Script(`${traps};${script};JSON.stringify(effects())`).runInContext(realm) as string)
}

describe('an import', () => {
  test.each(entriesOf(Object.keys(brings)))('of %s has no effects on Node', async (entry) => {
    expect(await effectsOnNode(entry)).toEqual([])
  })

  test.each(entriesOf(isomorphic))(
    'of %s has none in a page, and needs nothing of it to be there',
    async (entry) => {
      const code = `import * as all from '${entry}'\nif (Object.keys(all).length === 0) throw new Error('empty')`
      expect(await effectsInBundle(code)).toEqual([])
    },
  )
})

const deeds: Readonly<Record<string, string>> = {
  'setTimeout(() => {}, 1)': 'globalThis.setTimeout',
  'queueMicrotask(() => {})': 'globalThis.queueMicrotask',
  'Math.random()': 'Math.random',
  'new Date().getTime()': 'new Date',
  'crypto.getRandomValues(new Uint8Array(1))': 'crypto.getRandomValues',
  'globalThis.mine = 1': 'write to globalThis.mine',
  'Symbol.mine ??= 1': 'write to Symbol.mine',
  'Array.prototype.at = 1': 'write to Array.prototype.at',
}

describe('an import that did', () => {
  test.each(Object.entries(deeds))('%s would be noticed', async (deed, seen) => {
    const folder = corner()
    writeFileSync(join(folder, 'deed.mjs'), deed)
    expect(await effectsOnNode('./deed.mjs', folder)).toContain(seen)
    expect(await effectsInBundle(deed)).toContain(seen)
  })
})
