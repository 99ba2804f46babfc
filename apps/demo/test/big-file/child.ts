import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** How a process ended. */
export interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** How long a process may take to tidy up, in ms. */
const patience = 5000

/** One of the programs beside this file, in a process of its own, and what it told. */
export class Child<Message extends { readonly kind: string }> {
  /** All of a kind, in their order. */
  readonly #told: Message[] = []
  readonly #program: string
  readonly #process: ChildProcess
  readonly #ended: Promise<End>

  constructor(program: string, ...args: readonly string[]) {
    this.#program = program
    const file = fileURLToPath(new URL(program, import.meta.url))
    this.#process = fork(file, args, { execArgv: ['--expose-gc'] })
    this.#process.on('message', (message: Message) => this.#told.push(message))
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => resolve({ code, signal }))
    })
  }

  send(message: object): void {
    this.#process.send(message)
  }

  /** Takes the next of its messages of a kind, waiting for it if need be. @throws Error when the process ends before. */
  async next<Kind extends Message['kind']>(kind: Kind): Promise<Extract<Message, { kind: Kind }>> {
    const early = this.#ended.then(({ code, signal }) => {
      throw new Error(`${this.#program} ended (${signal ?? code}) before it said ${kind}`)
    })
    early.catch(() => {}) // once it has said it, the end is as it should be
    while (true) {
      const at = this.#told.findIndex((message) => message.kind === kind)
      if (at >= 0) return this.#told.splice(at, 1)[0] as Extract<Message, { kind: Kind }>
      await Promise.race([once(this.#process, 'message'), early])
    }
  }

  /** Takes all that it told of a kind so far. */
  all<Kind extends Message['kind']>(kind: Kind): Extract<Message, { kind: Kind }>[] {
    const isIt = (message: Message): message is Extract<Message, { kind: Kind }> => message.kind === kind
    const all = this.#told.filter(isIt)
    this.#told.splice(0, Infinity, ...this.#told.filter((message) => !isIt(message)))
    return all
  }

  /** Lets go of it: it says goodbye and ends by itself. One that does not is killed. */
  async end(): Promise<End> {
    if (this.#process.connected) this.#process.disconnect()
    const tooLate = setTimeout(() => this.#process.kill('SIGKILL'), patience)
    const end = await this.#ended
    clearTimeout(tooLate)
    return end
  }
}
