import type { Child } from './child.ts'
import { Client } from './client.ts'
import type { Load } from './load.ts'
import type { AppRequest, Kind, Outcome } from './requests.ts'
import type { ProviderTold } from './told.ts'

/** What is held, and how it ends when its provider is killed. */
export const held: readonly (Kind & { readonly ends: Outcome['how'] })[] = [
  { method: 'hold', idempotent: true, ends: 'answered' },
  { method: 'hold', idempotent: false, ends: 'failed' },
  { method: 'holdStream', idempotent: false, ends: 'failed' },
]

/** Calls that run until their providers are told to go on, so that a kill meets them however fast this machine is. */
export class HeldCalls implements Disposable {
  readonly #load: Load
  readonly #client: Client
  readonly #requests: AppRequest[] = []

  /** @param port of the application that is asked, past the balancer */
  constructor(load: Load, port: number) {
    this.#load = load
    this.#client = new Client(port)
  }

  /** One more of each. */
  add(): void {
    for (const kind of held) this.#requests.push(this.#load.ask(kind, (one) => this.#client.send(one)))
  }

  /** How all of them ended. */
  outcomes(): unknown[] {
    return this.#requests.map((asked) => this.#load.outcomes.get(asked)?.how)
  }

  /** How those ended that a provider was seen to run; before they did, as many `undefined`. */
  outcomesAt({ told: { holding = [] } }: Child<ProviderTold>, { method, idempotent }: Kind): unknown[] {
    return this.#requests
      .filter((asked) => asked.method === method && asked.idempotent === idempotent)
      .filter((asked) => holding.includes(asked.id))
      .map((asked) => this.#load.outcomes.get(asked)?.how)
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]()
  }
}
