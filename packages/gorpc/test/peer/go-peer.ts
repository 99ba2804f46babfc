import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { builtPeer } from './build.ts'

export type GoRole = 'pool' | 'provider' | 'callee' | 'caller'
export type GoCodec = 'json' | 'gob'

/** A line of its output. */
interface Line {
  readonly id?: number
  readonly event?: string
  readonly error?: string
  readonly reply?: unknown
  readonly url?: string
  readonly code?: number
  readonly status?: number
  readonly calls?: number
  readonly failures?: readonly string[] | null
}

/** How a call's values are typed in Go: see kinds in services.go. */
export type Kind =
  | 'string'
  | 'int'
  | 'float'
  | 'bool'
  | 'bytes'
  | 'slice'
  | 'map'
  | 'record'
  | 'nothing'
  | 'add'

/** A process of Go that speaks net/rpc over a WebSocket: see go/main.go. */
export class GoPeer implements AsyncDisposable {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #ended: Promise<unknown>
  readonly #events: Line[] = []
  readonly #answers = new Map<number, (line: Line) => void>()
  #wake: () => void = () => {}
  #orders = 0

  static async start(role: GoRole, codec: GoCodec, ...args: readonly string[]): Promise<GoPeer> {
    return new GoPeer(await builtPeer(), ['-role', role, '-codec', codec, ...args])
  }

  private constructor(binary: string, args: readonly string[]) {
    this.#process = spawn(binary, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#ended = once(this.#process, 'exit')
    this.#process.stdin.on('error', () => {}) // it was killed
    createInterface(this.#process.stdout).on('line', (text) => this.#read(JSON.parse(text) as Line))
  }

  /** The next event of this name. What came before it is dropped. */
  async event(name: string): Promise<Line> {
    for (;;) {
      const line = this.#events.shift()
      if (line?.event === name) return line
      if (line === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Where it listens. */
  async url(): Promise<string> {
    return (await this.event('listening')).url as string
  }

  /** Has it call, and gives the reply. @throws Error with the error's text, as Go has it. */
  async call(method: string, kind: Kind, arg: unknown): Promise<unknown> {
    const { error, reply } = await this.#order({ op: 'call', method, kind, arg })
    if (error !== undefined) throw new Error(error)
    return reply
  }

  /** Has it call without a pause. */
  async load(method: string, kind: Kind, arg: unknown, workers: number): Promise<void> {
    await this.#order({ op: 'load', method, kind, arg, workers })
  }

  /** How many calls of the load have ended. */
  async count(): Promise<number> {
    return (await this.#order({ op: 'count' })).calls as number
  }

  /** Ends the load. */
  async stop(): Promise<{ readonly calls: number; readonly failures: readonly string[] }> {
    const { calls = 0, failures } = await this.#order({ op: 'stop' })
    return { calls, failures: failures ?? [] }
  }

  /** Resolves when so many more calls of `Backend.Hold` have come. */
  async holding(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await this.event('held')
  }

  /** Lets so many calls of `Backend.Hold` go on. */
  async release(count = 1): Promise<void> {
    for (let left = count; left > 0; left--) await this.#order({ op: 'release' })
  }

  /** Cuts its sockets off. */
  async drop(): Promise<void> {
    await this.#order({ op: 'drop' })
  }

  /** Stops it, as a machine that sleeps. */
  freeze(): void {
    this.#process.kill('SIGSTOP')
  }

  thaw(): void {
    this.#process.kill('SIGCONT')
  }

  #order(order: object): Promise<Line> {
    const id = ++this.#orders
    this.#process.stdin.write(`${JSON.stringify({ id, ...order })}\n`)
    return new Promise((resolve) => this.#answers.set(id, resolve))
  }

  #read(line: Line): void {
    if (line.id === undefined) {
      this.#events.push(line)
      this.#wake()
      return
    }
    this.#answers.get(line.id)?.(line)
    this.#answers.delete(line.id)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended
  }
}
