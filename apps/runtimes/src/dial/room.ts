import { Program } from '../install/program.ts'
import type { Job, Report } from './job.ts'

/** Longest time that a job may take, in ms: none takes more than a few seconds. */
const patience = 20_000

/** A runtime in a process of its own that dials what it is told, one job after the other. */
export class Room implements AsyncDisposable {
  readonly #program: Program
  readonly #port: string

  private constructor(program: Program, port: string) {
    this.#program = program
    this.#port = port
  }

  /** @throws Error with what it printed, when it does not begin to listen. */
  static async start(command: readonly string[], cwd: string): Promise<Room> {
    const program = new Program(command, cwd)
    try {
      return new Room(program, await program.printed(/"port":(\d+)/))
    } catch (error) {
      await program[Symbol.asyncDispose]()
      throw error
    }
  }

  /** @throws Error with all that it printed, when it ends before it is done, or takes longer than 20 s: then it is ended. */
  async run(job: Job): Promise<Report> {
    const asked = { method: 'POST', body: JSON.stringify(job), signal: AbortSignal.timeout(patience) }
    try {
      const response = await fetch(`http://127.0.0.1:${this.#port}/`, asked)
      return (await response.json()) as Report
    } catch (cause) {
      await this[Symbol.asyncDispose]()
      throw new Error(`it gave no report, and printed:\n${this.#program.output}`, { cause })
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]()
  }
}
