import type { Locks } from './surroundings.ts'

/** Told of a turn. */
export interface TurnHost {
  /** It has come, or was taken away by somebody who steals locks. */
  onTurn(): void
  /** The browser refuses: a sandboxed frame, a page that is no longer shown. */
  onRefused(cause: unknown): void
}

/** One wish to have the lock: it waits for it, then has it. */
class Request {
  readonly controller: AbortController = new AbortController()
  has = false
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

  constructor(locks: Locks, name: string, host: TurnHost) {
    this.#locks = locks
    this.#name = name
    this.#host = host
  }

  /** Whether it is this tab's turn. */
  get has(): boolean {
    return this.#request?.has === true
  }

  /** Waits for the turn; does nothing if it waits already, or has it. */
  ask(): void {
    if (this.#request !== undefined) return
    const request = new Request()
    this.#request = request
    const { signal } = request.controller
    this.#locks
      .request(this.#name, { signal }, () => {
        // It may be granted in the moment in which it is given up.
        if (this.#request !== request) return Promise.resolve()
        request.has = true
        const held = new Promise<void>((resolve) => (request.release = resolve))
        this.#host.onTurn()
        return held
      })
      .catch((cause: unknown) => this.#failed(request, cause))
  }

  /** Lets another have it, or waits no longer. */
  giveUp(): void {
    const request = this.#request
    this.#request = undefined
    request?.release()
    request?.controller.abort()
  }

  #failed(request: Request, cause: unknown): void {
    if (this.#request !== request) return // given up
    if (!request.has) return this.#host.onRefused(cause)
    this.#request = undefined
    this.#host.onTurn()
  }
}
