import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../src/install/install.ts'
import { run } from '../../src/install/run.ts'
import { corner, place } from './support/corner.ts'

/** How modules are looked up. */
const modules = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
}

/** Which names there are. */
const platforms = {
  'a page': { lib: ['ES2022', 'DOM'], types: [] },
  'a worker': { lib: ['ES2022', 'WebWorker'], types: [] },
  Node: { lib: ['ES2022'], types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
  'a page of today': { lib: ['ESNext', 'DOM', 'DOM.AsyncIterable'], types: [] },
}

/** How much is asked for. */
const strictness = {
  strict: { strict: true },
  strictest: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
  },
}

type Case = readonly [
  program: string,
  platform: keyof typeof platforms,
  module: keyof typeof modules,
  strictness: keyof typeof strictness,
]

/** Each way of each kind at least once: they do not touch each other, and each takes a second. */
const cases: readonly Case[] = [
  ['consumer.ts', 'a page', 'bundler', 'strict'],
  ['consumer.ts', 'a page', 'nodenext', 'strictest'],
  ['consumer.ts', 'a worker', 'bundler', 'strictest'],
  ['consumer.ts', 'Node', 'nodenext', 'strict'],
  ['consumer.ts', 'a page of today', 'bundler', 'strictest'],
  ['consumer-pool.ts', 'Node', 'nodenext', 'strictest'],
  ['consumer-pool.ts', 'Node', 'bundler', 'strict'],
]

/** @returns what the compiler says; nothing when all is well. */
async function compile(program: string, settings: object): Promise<string> {
  const folder = corner()
  place(program, folder)
  // All declarations are checked, but for the compiler's own: these take most of the time.
  const all = { noEmit: true, target: 'es2022', skipLibCheck: false, skipDefaultLibCheck: true }
  const compilerOptions = { ...all, ...settings }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [program] }))
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  return run(process.execPath, [compiler, '-p', folder], { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: Error) => error.message,
  )
}

test.each(cases)(
  '%s compiles with the names of %s, under %s, %s',
  async (program, platform, module, checks) => {
    const settings = { ...platforms[platform], ...modules[module], ...strictness[checks] }
    expect(await compile(program, settings)).toBe('')
  },
)
