import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.ts'

/** What npm has brought here: only what this platform has. */
const brought = (...path: string[]): string => join(root, 'apps', 'runtimes', 'node_modules', ...path)

/** The programs themselves, and not the scripts in `.bin` before them: who ends a script leaves its program. */
export const programs: Readonly<Record<'deno' | 'bun' | 'workerd', string>> = {
  deno: brought('deno', 'deno'),
  bun: brought('bun', 'bin', 'bun.exe'),
  workerd: brought('workerd', 'bin', 'workerd'),
}

/** What runs a file, without its name. The packages are those that are installed beside it. */
export const commands: Readonly<Record<string, readonly string[]>> = {
  'Node 20': [brought('node20', 'bin', 'node')],
  'Node 22': [brought('node22', 'bin', 'node')],
  'Node 24': [process.execPath],
  'Node 26': [brought('node26', 'bin', 'node')],
  Deno: [programs.deno, 'run', '--quiet', '--allow-all', '--node-modules-dir=manual'],
  Bun: [programs.bun, '--no-install'],
}

/**
 * Whether a test goes without something that this machine has not. In CI nothing is left out: there its test fails.
 */
export function isLeftOut(name: string, path: string | undefined): boolean {
  if ((path !== undefined && existsSync(path)) || process.env['CI'] !== undefined) return false
  console.warn(`Not run: the tests with ${name}. It is not on this machine.`)
  return true
}
