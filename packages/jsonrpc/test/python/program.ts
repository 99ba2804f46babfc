import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

/** A process that runs until the test ends it. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #closed: Promise<unknown>
  #text = ''
  #wake: () => void = () => {}

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    // Of a test that takes too long nothing is disposed of.
    onTestFinished(() => void this.#child.kill('SIGKILL'))
    this.#closed = once(this.#child, 'close').then(() => this.#wake())
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (data: Buffer) => {
        this.#text += data.toString()
        this.#wake()
      })
    }
  }

  /** All that it wrote, on both outputs. */
  get text(): string {
    return this.#text
  }

  /** Resolves when it has written this. @throws Error when it ends before. */
  async wrote(part: string): Promise<void> {
    while (!this.#text.includes(part)) {
      if (this.#child.exitCode !== null) throw new Error(`it ended, and never wrote '${part}': ${this.#text}`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Stops it, as a machine that sleeps: what is sent to it meanwhile it finds all at once. */
  freeze(): void {
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }
}
