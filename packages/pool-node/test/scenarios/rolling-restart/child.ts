import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program of this folder in a process of its own, and what it told so far. */
export class Child<Told> {
  readonly name: string
  readonly told: Partial<Told> = {}
  readonly #process: ChildProcess
  /** It has exited, and all that it told is here. */
  readonly #closed: Promise<unknown>
  #wake = (): void => {}

  /** @param args what it is started with, behind its name */
  constructor(program: string, name: string, ...args: readonly string[]) {
    this.name = name
    this.#process = fork(fileURLToPath(new URL(program, import.meta.url)), [name, ...args])
    this.#closed = once(this.#process, 'close')
    this.#process.on('message', (told: Partial<Told>) => {
      Object.assign(this.told, told)
      this.#wake()
    })
    this.#process.on('close', () => this.#wake())
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Resolves when it has told something that is as wanted. Throws if it exits before. */
  async until(isThere: (told: Partial<Told>) => boolean): Promise<void> {
    while (!isThere(this.told)) {
      if (!this.isAlive) throw new Error(`${this.name} exited with ${this.#how} too early`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  say(message: string): void {
    this.#process.send(message)
  }

  /** Asks it to leave. Throws unless it exits by itself, with code 0. */
  async leave(): Promise<void> {
    this.#process.kill('SIGTERM')
    await this.#closed
    if (this.#process.exitCode !== 0) throw new Error(`${this.name} exited with ${this.#how}, not with 0`)
  }

  /** Leaves it no time for anything. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#closed
  }

  get #how(): string {
    return String(this.#process.exitCode ?? this.#process.signalCode)
  }
}
