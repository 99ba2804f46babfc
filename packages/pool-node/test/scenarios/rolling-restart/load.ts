import { type AppRequest, type Kind, kinds, type Outcome } from './requests.ts'

/** Requests a second. */
const rate = 200
/** Most that are under way. More only if the machine can't keep up: it should not be driven further down. */
const mostPending = 400

export type Ended<How> = Extract<Outcome, { readonly how: How }> & { readonly asked: AppRequest }

/** Requests at a steady rate, however long those before them take, and how each of them ended. */
export class Load implements Disposable {
  readonly requests: AppRequest[] = []
  /** By request. */
  readonly outcomes = new Map<AppRequest, Outcome>()
  readonly #pending = new Set<Promise<void>>()
  readonly #timer: NodeJS.Timeout
  #onOutcome = (): void => {}

  constructor(send: (asked: AppRequest) => Promise<Outcome>) {
    const begun = performance.now()
    let turn = 0
    this.#timer = setInterval(() => {
      const due = ((performance.now() - begun) * rate) / 1000
      for (; turn < due; turn++) {
        if (this.#pending.size < mostPending) this.ask(kinds[turn % kinds.length] as Kind, send)
      }
    }, 5)
  }

  /** One more request, by a way of its own. */
  ask(kind: Kind, send: (asked: AppRequest) => Promise<Outcome>): AppRequest {
    const asked = { ...kind, id: this.requests.length }
    this.requests.push(asked)
    const pending = send(asked).then((outcome) => {
      this.outcomes.set(asked, outcome)
      this.#pending.delete(pending)
      this.#onOutcome()
    })
    this.#pending.add(pending)
    return asked
  }

  /** Resolves when so many more have ended. */
  async outcome(count: number): Promise<void> {
    const wanted = this.outcomes.size + count
    while (this.outcomes.size < wanted) await new Promise<void>((resolve) => (this.#onOutcome = resolve))
  }

  /** Sends no more. Resolves when all have ended. */
  async end(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#pending)
  }

  /** Those that ended in one way. */
  ended<How extends Outcome['how']>(how: How): Ended<How>[] {
    return [...this.outcomes]
      .map(([asked, outcome]) => ({ asked, ...outcome }))
      .filter((one): one is Ended<How> => one.how === how)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
