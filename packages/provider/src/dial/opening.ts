import { type Transport, type WebSocketLike, WebSocketTransport } from '@wsrpc/core'
import type { DialFailure, Dialling, DialOutcome } from './dial.ts'
import { failureOf } from './failure.ts'

const open = 1

/** What a runtime's WebSocket has that others have not. */
export interface OpeningOptions {
  /** Default: a `WebSocketTransport`. */
  readonly transportOf?: (socket: WebSocketLike) => Transport
  /** What an error, or its text, stands for. Default: it is what it says. */
  readonly failureOf?: (error: unknown) => DialFailure
}

/** A WebSocket between its making and its opening. */
export class Opening implements Dialling {
  readonly #outcome: DialOutcome
  readonly #options: OpeningOptions
  #socket: WebSocketLike | undefined
  #settled = false

  constructor(outcome: DialOutcome, options: OpeningOptions = {}) {
    this.#outcome = outcome
    this.#options = options
  }

  /** Takes what `make` gives and waits for it. What it throws is a failure: of a wrong URL, of a page's policy, … */
  take<S extends WebSocketLike>(make: () => S): S | undefined {
    let socket: S
    try {
      socket = make()
    } catch (cause) {
      queueMicrotask(() => this.#failed(cause))
      return undefined
    }
    this.#socket = socket
    socket.addEventListener('open', () => this.#opened(socket))
    socket.addEventListener('error', ({ message, error }) => {
      this.#failed(error ?? message)
    })
    socket.addEventListener('close', ({ code, reason }) => {
      this.fail({ message: `closed before it was open (${code}${reason === '' ? '' : ` ${reason}`})` })
    })
    // Some factories give one that is open already (workerd: `response.webSocket`).
    if (socket.readyState === open) queueMicrotask(() => this.#opened(socket))
    return socket
  }

  fail(failure: DialFailure): void {
    if (this.#settled) return
    this.abort()
    this.#outcome.failed(failure)
  }

  abort(): void {
    if (this.#settled) return
    this.#settled = true
    if (this.#socket !== undefined) drop(this.#socket)
  }

  #failed(error: unknown): void {
    this.fail((this.#options.failureOf ?? failureOf)(error))
  }

  #opened(socket: WebSocketLike): void {
    // Some platforms open a socket that was closed while it was connecting.
    if (this.#settled) return drop(socket)
    this.#settled = true
    const { transportOf } = this.#options
    this.#outcome.opened(transportOf?.(socket) ?? new WebSocketTransport(socket), socket.protocol ?? '')
  }
}

function drop(socket: WebSocketLike): void {
  if (socket.terminate === undefined) socket.close()
  else socket.terminate()
}
