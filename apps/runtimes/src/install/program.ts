import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { endWithUs } from './children.ts'
import { userEnvironment } from './run.ts'

/** Longer than anything takes to start, on a machine that others use too. In ms. */
const patience = 50_000

/** A program in another process that runs beside the test, and is ended when the block is left, or with this process. */
export class Program implements AsyncDisposable {
  /** Rejects when it ends before it is ended, with all that it printed. */
  readonly failure: Promise<never>
  readonly #child: ChildProcess
  readonly #news = new EventEmitter()
  #output = ''
  #read = 0
  #isOver = false

  constructor(command: readonly string[], cwd: string) {
    const [file = '', ...args] = command
    this.#child = spawn(file, args, { cwd, env: userEnvironment(), stdio: 'pipe' })
    endWithUs(this.#child)
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#heard(text))
    }
    this.#child.once('error', (error) => this.#heard(error.message))
    this.failure = new Promise((_resolve, reject) => {
      this.#child.once('close', () => {
        this.#isOver = true
        this.#news.emit('news')
        reject(new Error(`it ended:\n${this.#output}`))
      })
    })
    // Nobody may look at it.
    this.failure.catch(() => {})
  }

  /** All that it printed until now. */
  get output(): string {
    return this.#output
  }

  /**
   * Waits until it has printed what fits, after what was waited for last.
   *
   * @returns what the first group of the pattern stands for.
   * @throws Error with all that it printed, when it ends before, or after 50 s.
   */
  async printed(pattern: RegExp): Promise<string> {
    const signal = AbortSignal.timeout(patience)
    for (;;) {
      const found = pattern.exec(this.#output.slice(this.#read))
      if (found !== null) {
        this.#read += found.index + found[0].length
        return found[1] ?? ''
      }
      if (this.#isOver) throw new Error(`it ended, and ${pattern} was not printed:\n${this.#output}`)
      await once(this.#news, 'news', { signal }).catch(() => {
        throw new Error(`${pattern} was not printed in time:\n${this.#output}`)
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    while (!this.#isOver) await once(this.#news, 'news')
  }

  #heard(text: string): void {
    this.#output += text
    this.#news.emit('news')
  }
}
