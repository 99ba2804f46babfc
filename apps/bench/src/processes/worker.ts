import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Contender, Side } from '../contender.ts'
import type { Kind, Orders } from '../orders.ts'
import { type Channel, overIpc, overLines } from './channel.ts'
import { keep } from './kept.ts'

/** As much of what a process said on stderr as is worth repeating. */
const lastWords = 2000

/** Longest wait for an answer, in ms. The longest job, 10,000 dials, takes some ten seconds where nothing else runs. */
const patience = 120_000

interface Waiting {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

/** One end's process, as the bench sees it. */
export class Worker {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #channel: Channel
  readonly #waiting = new Map<number, Waiting>()
  readonly #ended: Promise<unknown>
  #said = ''
  #nextId = 1

  /** Starts an end of a contender. */
  static async start(contender: Contender, side: Side): Promise<Worker> {
    const name = `${contender.name}'s ${side}`
    if (contender.program !== undefined) {
      const [file, ...args] = await contender.program(side)
      const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] })
      return new Worker(name, child, overLines(child))
    }
    const host = fileURLToPath(new URL(`./${side}.ts`, import.meta.url))
    // So that memory can be read after a GC. It costs nothing else.
    const child = spawn(process.execPath, ['--expose-gc', host, contender.folder], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    return new Worker(name, child, overIpc(child))
  }

  private constructor(name: string, child: ChildProcess, channel: Channel) {
    this.#name = name
    this.#child = child
    this.#channel = channel
    keep(child)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-lastWords)
    })
    child.once('error', (error) => this.#end(`can't be started: ${error.message}`))
    child.once('exit', (code, signal) => this.#end(`ended (${signal ?? code})`))
    this.#ended = once(child, 'exit').catch(() => {})
    channel.onAnswer((answer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if ('error' in answer) waiting?.reject(new Error(`${this.#name} failed: ${answer.error}`))
      else waiting?.resolve(answer.output)
    })
  }

  /** @throws Error when it fails at it, ends before, or is silent for two minutes. */
  async ask<K extends Kind>(kind: K, input: Orders[K]['in']): Promise<Orders[K]['out']> {
    const id = this.#nextId++
    let tooLate: NodeJS.Timeout | undefined
    try {
      const output = await new Promise<unknown>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject })
        const late = `${this.#name} did not answer '${kind}' in ${patience / 1000} s`
        tooLate = setTimeout(() => reject(new Error(late)), patience)
        if (this.#child.exitCode !== null || this.#child.signalCode !== null) this.#end('has ended')
        else this.#channel.send({ id, kind, input })
      })
      return output as Orders[K]['out']
    } finally {
      clearTimeout(tooLate)
      this.#waiting.delete(id)
    }
  }

  /** SIGKILL: nobody says goodbye. Resolves when it has ended. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL')
      await this.#ended
    }
  }

  #end(how: string): void {
    const said = this.#said.trim() === '' ? '' : `. It said: ${this.#said.trim()}`
    for (const { reject } of this.#waiting.values()) reject(new Error(`${this.#name} ${how}${said}`))
    this.#waiting.clear()
  }
}
