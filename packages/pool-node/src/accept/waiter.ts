import type { Duplex } from 'node:stream'

/** How a request goes on that waited. */
export interface WaysOn {
  /** It is its turn. */
  goOn(): void
  /** It says more before it was answered. */
  spoke(): void
}

/**
 * An upgrade request that waits. Its socket is read meanwhile, so that one who leaves is seen, and so that nobody gets
 * memory for what no client says before its WebSocket is open (RFC 6455, section 4.1): who speaks does not wait.
 */
export class Waiter {
  /** On the pool's clock, in ms. */
  readonly since: number
  readonly #socket: Duplex
  readonly #ways: WaysOn
  readonly #onLeft: (waiter: Waiter) => void

  /** `onLeft` is told once that it does not wait any more, before it goes on. */
  constructor(socket: Duplex, since: number, ways: WaysOn, onLeft: (waiter: Waiter) => void) {
    this.since = since
    this.#socket = socket
    this.#ways = ways
    this.#onLeft = onLeft
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#leave).on('error', this.#leave)
  }

  /** Its turn has come. What it says from now on waits for whoever takes the socket, and resumes it. */
  goOn(): void {
    this.#leave()
    if (!this.#isTaken) this.#socket.pause()
    this.#ways.goOn()
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#leave()
    if (this.#isTaken) return
    this.#socket.pause()
    this.#socket.unshift(chunk)
    this.#ways.spoke()
  }

  readonly #onEnd = (): void => {
    this.#leave()
    const socket = this.#socket
    if (!this.#isTaken) socket.destroy()
    // Whoever has it ends it now. One who only counts the bytes of all sockets does not.
    else setImmediate(() => void (socket.writableEnded || socket.destroy()))
  }

  /** Whether another listener of the application's server seems to have the socket: it is that one's then, and told of later. */
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
