import type { Duplex } from 'node:stream'

/**
 * An upgrade request that waits. Its socket is read meanwhile, so that one who leaves is seen, and so that nobody gets
 * memory for what no client says before its WebSocket is open (RFC 6455, section 4.1): who speaks does not wait.
 */
export class Waiter {
  /** On the pool's clock, in ms. */
  readonly since: number
  readonly #socket: Duplex
  readonly #goOn: () => void
  readonly #onLeft: (waiter: Waiter) => void

  /** `onLeft` is told once that it does not wait any more, before `goOn`. */
  constructor(socket: Duplex, since: number, goOn: () => void, onLeft: (waiter: Waiter) => void) {
    this.since = since
    this.#socket = socket
    this.#goOn = goOn
    this.#onLeft = onLeft
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#leave).on('error', this.#leave)
  }

  /** Its turn has come. What it says from now on waits for whoever takes the socket, and resumes it. */
  goOn(): void {
    this.#leave()
    if (!this.#isTaken) this.#socket.pause()
    this.#goOn()
  }

  readonly #onData = (chunk: Buffer): void => {
    this.goOn()
    if (!this.#isTaken) this.#socket.unshift(chunk)
  }

  readonly #onEnd = (): void => {
    this.#leave()
    if (!this.#isTaken) this.#socket.destroy()
  }

  /** Whether another listener of the application's server has the socket: it is that one's then, and told of later. */
  get #isTaken(): boolean {
    return this.#socket.listenerCount('data') > 0
  }

  readonly #leave = (): void => {
    const socket = this.#socket
    socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#leave)
      .off('error', this.#leave)
    this.#onLeft(this)
  }
}
