/** One provider's process, as the demo sees it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Invitation, Order } from '../providers/dial-in.ts'

export type Role = 'files' | 'tiles'

/** As much of what a process said on stderr as is worth repeating. */
const lastWords = 600

export class Child {
  readonly name: string
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>
  /** Whether its end is meant. */
  expected = false
  readonly #process: ChildProcess
  #how: string | undefined
  #said = ''

  constructor(role: Role, invitation: Invitation) {
    this.name = invitation.name
    const file = fileURLToPath(new URL(`../providers/${role}.ts`, import.meta.url))
    this.#process = spawn(process.execPath, [file], {
      // No stdin, stdout or port: all that it has to say goes through the pool. Over `ipc` it learns of our end.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        ...process.env,
        WSRPC_DEMO_URL: invitation.url,
        WSRPC_DEMO_TOKEN: invitation.token,
        WSRPC_DEMO_NAME: invitation.name,
        ...(invitation.folder === undefined ? {} : { WSRPC_DEMO_FOLDER: invitation.folder }),
      },
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-lastWords)
    })
    // Not the event 'close': it never comes once we have let go of the channel by ourselves.
    const exit = new Promise<void>((resolve) => {
      this.#process.once('error', (error) => this.#note(`can't be started: ${error.message}`, resolve))
      this.#process.once('exit', (code, signal) => {
        this.#note(signal === null ? `ended with exit code ${code}` : `ended by ${signal}`, resolve)
      })
    })
    const silence = new Promise<void>((resolve) => this.#process.stderr?.once('close', resolve) ?? resolve())
    this.ended = exit.then(() => silence)
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** How it ended, and what it said last; `undefined` while it runs. */
  get end(): string | undefined {
    if (this.#how === undefined) return undefined
    return this.#how + this.lastWords
  }

  /** The end of what it said on stderr, as a sentence; nothing if it said nothing. */
  get lastWords(): string {
    // Each line once: a dial that fails again and again fails for the same reason.
    const said = [...new Set(this.#said.trim().split('\n'))].join('\n')
    return said === '' ? '' : `. It said: ${said}`
  }

  /** SIGKILL: it can't tidy up, it can't even notice. */
  kill(): void {
    this.expected = true
    if (this.#how === undefined) this.#process.kill('SIGKILL')
  }

  /** Lets go of it: it says goodbye to the pool and ends. */
  release(): void {
    this.expected = true
    if (this.#process.connected) this.#process.disconnect()
  }

  /** Asks it for something. Nothing happens when it has ended. */
  ask(order: Order): void {
    if (order === 'drain') this.expected = true
    if (this.#process.connected) this.#process.send(order, () => {})
  }

  #note(how: string, then: () => void): void {
    this.#how ??= how
    then()
  }
}
