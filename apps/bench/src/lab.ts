import type { Contender } from './contender.ts'
import { Pair } from './processes/pair.ts'
import type { Work } from './work.ts'

/** By kind of call: an amount that shows whether its answers are right. */
const samples: Readonly<Record<Work, number>> = { echo: 0, bytes: 100_000, items: 10 }

/** Calls in flight while a new pair warms up. */
const warmUpCalls = 256

/** Pairs that stay open between rounds, so that a measurement finds them warm. All have the same number of clients. */
export class Pairs {
  readonly #open = new Map<Contender, Promise<Pair>>()
  readonly #warmUp: number
  #clients = 1

  /** @param warmUp for how long a pair makes small calls when it is new, in ms. 0: not at all. */
  constructor(warmUp: number) {
    this.#warmUp = warmUp
  }

  /** Ends those with another number of clients: they would take memory, and ping. */
  async keepOnly(clients: number): Promise<void> {
    if (clients === this.#clients) return
    await this.close()
    this.#clients = clients
  }

  /** The contender's pair, opened when it is asked for first. @throws Error when it answers such calls wrong. */
  async get(contender: Contender, work: Work): Promise<Pair> {
    let opening = this.#open.get(contender)
    if (opening === undefined) this.#open.set(contender, (opening = this.#make(contender)))
    const pair = await opening
    await pair.caller.ask('verify', { work, amount: samples[work] })
    return pair
  }

  /** Code is compiled when it has run for a while, and the more of it there is the longer that takes. */
  async #make(contender: Contender): Promise<Pair> {
    const pair = await Pair.open(contender, this.#clients)
    if (this.#warmUp > 0) {
      await pair.caller.ask('loop', { work: 'echo', amount: 0, inFlight: warmUpCalls, ms: this.#warmUp })
    }
    return pair
  }

  /** Ends the contender's pair, whose next measurement begins with a new one. */
  async drop(contender: Contender): Promise<void> {
    const opening = this.#open.get(contender)
    this.#open.delete(contender)
    await opening?.then(
      (pair) => pair.close(),
      () => {}, // it never came to be
    )
  }

  /** Ends all. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((contender) => this.drop(contender)))
  }
}

/** A contender on the bench, for a row to measure. */
export interface Lab {
  readonly contender: Contender
  /** Its pair that stays open, with as many clients as the row wants. Its answers to such calls were right. */
  pair(work: Work): Promise<Pair>
  /** The same of the one that the others are compared with: wsrpc. `undefined`: it is this one, or a control, or not here. */
  subject(work: Work): Promise<Pair> | undefined
  /** Remembered for the contender until the row ends. */
  once<T>(measure: () => Promise<T>): Promise<T>
}
