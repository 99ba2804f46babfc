import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Side } from '../../contender.ts'

const folder = fileURLToPath(new URL('../../../go/', import.meta.url))
const binary = join(folder, 'out', process.platform === 'win32' ? 'bench.exe' : 'bench')

/** Where Debian's packages put sources of Go. One's own come first. */
const paths: readonly string[] = [...(process.env['GOPATH']?.split(delimiter) ?? []), '/usr/share/gocode']

let built: Promise<void> | undefined

/** What is missing for Go's ends, and how to get it. */
export function goLacks(): string | undefined {
  if (goVersion() === '') return 'go (Debian: golang-go)'
  const at = ['src', 'github.com', 'gorilla', 'websocket']
  if (paths.some((path) => existsSync(join(path, ...at)))) return undefined
  return 'gorilla/websocket for Go (Debian: golang-github-gorilla-websocket-dev)'
}

/** As Go tells it; empty when there is none. */
export function goVersion(): string {
  try {
    return execFileSync('go', ['version'], { encoding: 'utf8' }).replace('go version ', '').trim()
  } catch {
    return ''
  }
}

/** Built once, from what is installed: nothing is downloaded. @throws Error with what the compiler said. */
export async function goProgram(side: Side): Promise<readonly [file: string, ...args: string[]]> {
  built ??= build()
  await built
  return [binary, side]
}

async function build(): Promise<void> {
  const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPATH: paths.join(delimiter) }
  await promisify(execFile)('go', ['build', '-o', binary, '.'], { cwd: folder, env })
}
