import type { Pool } from '@wsrpc/pool-node'

/** Calls a pool without a pause. */
export class Traffic implements AsyncDisposable {
  readonly failures: string[] = []
  readonly #workers: Promise<void>[]
  #calls = 0
  #stopped = false
  #told: () => void = () => {}

  constructor(pool: Pool, workers: number) {
    this.#workers = Array.from({ length: workers }, () => this.#work(pool))
  }

  /** Resolves when so many more calls have ended. */
  async more(count: number): Promise<void> {
    const enough = this.#calls + count
    while (this.#calls < enough) await new Promise<void>((resolve) => (this.#told = resolve))
  }

  /** @returns what went wrong. */
  async stop(): Promise<readonly string[]> {
    this.#stopped = true
    await Promise.all(this.#workers)
    return this.failures
  }

  async #work(pool: Pool): Promise<void> {
    let n = 0
    while (!this.#stopped) {
      try {
        const answer = await pool.call('Backend.get', [`${n}`])
        if (answer !== `value of ${n}`) this.failures.push(`${n}: ${String(answer)}`)
      } catch (error) {
        this.failures.push(String(error))
      }
      n++
      this.#calls++
      this.#told()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
