import { execFile, execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const folder = fileURLToPath(new URL('go/', import.meta.url))

/** Nothing is downloaded: the programs need the standard library only. */
const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '' }

/** Why the tests that need Go are left out; `undefined` when they are not. In CI they never are. */
export const goIsMissing: string | undefined = whatIsMissing()

function whatIsMissing(): string | undefined {
  if (process.env['CI'] !== undefined) return undefined
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'left out, as there is no Go here (Debian: golang-go)'
  }
}

/** Builds a program of ours in a folder of its own. @throws Error with what the compiler said. */
async function build(name: string, into: string): Promise<string> {
  const binary = join(into, process.platform === 'win32' ? `${name}.exe` : name)
  await promisify(execFile)('go', ['build', '-o', binary, '.'], { cwd: join(folder, name), env })
  return binary
}

/** What a program of ours prints. */
export async function outputOf(name: string): Promise<string> {
  const into = mkdtempSync(join(tmpdir(), 'wsrpc-gob-'))
  try {
    const { stdout } = await promisify(execFile)(await build(name, into), [], { maxBuffer: 1024 * 1024 })
    return stdout
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

/** A program of ours that answers JSON with JSON, each behind its length in four bytes; one at a time. */
export class GoProgram implements AsyncDisposable {
  readonly #folder: string
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #exit: Promise<unknown>
  readonly #output: AsyncIterator<Buffer>
  #read: Buffer = Buffer.alloc(0)

  static async start(name: string): Promise<GoProgram> {
    const into = mkdtempSync(join(tmpdir(), 'wsrpc-gob-'))
    try {
      return new GoProgram(into, await build(name, into))
    } catch (error) {
      rmSync(into, { recursive: true, force: true })
      throw error
    }
  }

  private constructor(into: string, binary: string) {
    this.#folder = into
    this.#process = spawn(binary, [], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#exit = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#output = this.#process.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  async ask(question: unknown): Promise<unknown> {
    const content = Buffer.from(JSON.stringify(question))
    const size = Buffer.alloc(4)
    size.writeUInt32BE(content.length)
    this.#process.stdin.write(Buffer.concat([size, content]))
    const length = (await this.#take(4)).readUInt32BE()
    return JSON.parse((await this.#take(length)).toString()) as unknown
  }

  async #take(size: number): Promise<Buffer> {
    while (this.#read.length < size) {
      const { done, value } = await this.#output.next()
      if (done) throw new Error('the program of Go ended')
      this.#read = Buffer.concat([this.#read, value])
    }
    const taken = this.#read.subarray(0, size)
    this.#read = this.#read.subarray(size)
    return taken
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end()
    await this.#exit
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
