import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../src/install/install.ts'
import { run } from '../../../src/install/run.ts'

/** How modules are looked up. */
export const modules = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
}

/** Which names there are. */
export const platforms = {
  'a page': { lib: ['ES2022', 'DOM'], types: [] },
  'a worker': { lib: ['ES2022', 'WebWorker'], types: [] },
  Node: { lib: ['ES2022'], types: ['node'], typeRoots: [join(root, 'node_modules', '@types')] },
  'a page of today': { lib: ['ESNext', 'DOM', 'DOM.AsyncIterable'], types: [] },
}

/** How much is asked for. */
export const strictness = {
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

/**
 * Compiles a program that lies in a folder of the project where the packages are installed.
 *
 * @returns what the compiler says; nothing when all is well.
 */
export async function compile(folder: string, program: string, settings: object): Promise<string> {
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
