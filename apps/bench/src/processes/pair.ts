import type { Broker, Contender, Place } from '../contender.ts'
import { Worker } from './worker.ts'

/** Both ends of a contender, each in its process. */
export class Pair {
  readonly contender: Contender
  readonly clients: number
  callee: Worker
  caller: Worker
  readonly #broker: Broker | undefined
  /** Where the end that listens is. */
  #at: string

  /** Starts the processes, and opens the end that listens. The other one is {@link join}'s. */
  static async begin(contender: Contender, clients: number): Promise<Pair> {
    const broker = await contender.broker?.()
    const [caller, callee] = await Promise.all([
      Worker.start(contender, 'caller'),
      Worker.start(contender, 'callee'),
    ])
    const pair = new Pair(contender, clients, { caller, callee, broker })
    return pair.#orClose(async () => {
      const { at } = await pair[contender.listens].ask('open', pair.#place)
      if (broker === undefined) pair.#at = at
    })
  }

  /** All of it: resolves when every client is there. */
  static async open(contender: Contender, clients: number): Promise<Pair> {
    const pair = await Pair.begin(contender, clients)
    return pair.#orClose(async () => {
      await pair.join()
      await pair.caller.ask('ready', null)
    })
  }

  private constructor(
    contender: Contender,
    clients: number,
    parts: { readonly caller: Worker; readonly callee: Worker; readonly broker: Broker | undefined },
  ) {
    this.contender = contender
    this.clients = clients
    this.caller = parts.caller
    this.callee = parts.callee
    this.#broker = parts.broker
    this.#at = parts.broker?.at ?? ''
  }

  /** Opens the end that does not listen. */
  async join(): Promise<void> {
    const other = this.contender.listens === 'caller' ? this.callee : this.caller
    await other.ask('open', this.#place)
  }

  /**
   * The caller is killed, and a new one listens where it was. Resolves when it does. The new process was started before, so
   * that nobody is away for as long as a program takes to load: the dials that fail meanwhile would make the waits longer.
   */
  async restartCaller(): Promise<void> {
    const next = await Worker.start(this.contender, 'caller')
    const before = this.caller
    this.caller = next
    try {
      await next.ask('cpu', null)
    } finally {
      await before.kill()
    }
    await next.ask('open', this.#place)
  }

  /** Ends both, and the broker. */
  async close(): Promise<void> {
    await Promise.all([this.caller.kill(), this.callee.kill()])
    this.#broker?.kill()
  }

  /** One that does not come to be leaves no process behind. */
  async #orClose(step: () => Promise<void>): Promise<this> {
    try {
      await step()
      return this
    } catch (error) {
      await this.close()
      throw error
    }
  }

  get #place(): Place {
    return { at: this.#at, clients: this.clients, variant: this.contender.variant ?? '' }
  }
}
