import type { Locks } from './surroundings.ts'

/** Whose turn it is. `'open'`: the browser has not said yet, or nobody asked. */
export type WhoseTurn = 'ours' | 'theirs' | 'open'

/** Told of a turn. */
export interface TurnHost {
  /** {@link Turn.whose} is another. */
  onTurn(): void
  /** The browser refuses: a sandboxed frame, a page that is no longer shown. The same cause is told once. */
  onRefused(why: string, cause: unknown): void
}

/** One wish to have the lock: it waits for it, then has it. */
class Request {
  readonly controller: AbortController = new AbortController()
  whose: WhoseTurn = 'open'
  release: () => void = () => {}
}

/**
 * Takes turns with the other tabs of the origin, by a Web Lock: the browser gives it to one at a time, in the order they
 * asked, and takes it back from a tab that is closed or crashed. Locks are never stolen.
 */
export class Turn {
  readonly #locks: Locks
  readonly #name: string
  readonly #host: TurnHost
  #request: Request | undefined
  /** What was told of a refusal. */
  #refusal: string | undefined

  constructor(locks: Locks, name: string, host: TurnHost) {
    this.#locks = locks
    this.#name = name
    this.#host = host
  }

  get whose(): WhoseTurn {
    return this.#request?.whose ?? 'open'
  }

  /** Asks for the turn; does nothing if it waits already, or has it. */
  ask(): void {
    if (this.#request !== undefined) return
    const request = new Request()
    this.#request = request
    this.#take(request).catch((cause: unknown) => this.#failed(request, cause))
  }

  /** Lets another have it, or waits no longer. */
  giveUp(): void {
    const request = this.#request
    this.#request = undefined
    request?.release()
    request?.controller.abort()
  }

  /** Only who is told at once that it is not to be had knows that another has it. */
  async #take(request: Request): Promise<void> {
    const { signal } = request.controller
    await this.#locks.request(this.#name, { ifAvailable: true }, (lock) => this.#answered(request, lock))
    if (request.whose !== 'theirs') return
    await this.#locks.request(this.#name, { signal }, (lock) => this.#answered(request, lock))
  }

  /** @returns for how long the lock is kept. */
  #answered(request: Request, lock: unknown): Promise<void> {
    // It may be answered in the moment in which it is given up.
    if (this.#request !== request) return Promise.resolve()
    this.#refusal = undefined
    request.whose = lock === null ? 'theirs' : 'ours'
    const held = new Promise<void>((resolve) => (request.release = resolve))
    this.#host.onTurn()
    return lock === null ? Promise.resolve() : held
  }

  #failed(request: Request, cause: unknown): void {
    if (this.#request !== request) return // given up
    this.#request = undefined
    if (request.whose === 'ours') return this.#host.onTurn() // stolen
    const why = cause instanceof Error ? cause.message : String(cause)
    if (why === this.#refusal) return
    this.#refusal = why
    this.#host.onRefused(why, cause)
  }
}
