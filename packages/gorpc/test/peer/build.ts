import { execFile, execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = fileURLToPath(new URL('go/', import.meta.url))
const cache = fileURLToPath(new URL('../../../../node_modules/.cache/gorpc-peer/', import.meta.url))

/** Where Debian's packages put sources of Go. One's own come first. */
const paths: readonly string[] = [...(process.env['GOPATH']?.split(delimiter) ?? []), '/usr/share/gocode']

/** Nothing is downloaded: what is needed is installed. */
export const goEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  GO111MODULE: 'off',
  GOFLAGS: '',
  GOPATH: paths.join(delimiter),
}

/** Why there is no Go peer here; `undefined`: there is one. In CI there always is, or the tests fail. */
export const goIsMissing: string | undefined = whatIsMissing()

function whatIsMissing(): string | undefined {
  if (process.env['CI'] !== undefined) return undefined
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
  } catch {
    return 'there is no Go here (Debian: golang-go)'
  }
  const at = ['src', 'github.com', 'gorilla', 'websocket']
  if (paths.some((path) => existsSync(join(path, ...at)))) return undefined
  return 'there is no gorilla/websocket for Go here (Debian: golang-github-gorilla-websocket-dev)'
}

/** Built once for what its sources are now, from what is installed: nothing is downloaded. @throws Error as the compiler does. */
export async function builtPeer(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)))
  const name = `peer-${hash.digest('hex').slice(0, 16)}`
  const binary = join(cache, process.platform === 'win32' ? `${name}.exe` : name)
  if (existsSync(binary)) return binary
  mkdirSync(cache, { recursive: true })
  // Of sources that are no more.
  for (const old of readdirSync(cache)) if (!old.startsWith(name)) rmSync(join(cache, old), { force: true })
  const mine = join(cache, `${name}-${randomUUID()}`)
  await promisify(execFile)('go', ['build', '-o', mine, '.'], { cwd: folder, env: goEnvironment })
  // Others may have built it meanwhile: it is the same.
  renameSync(mine, binary)
  return binary
}
