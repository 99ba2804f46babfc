import { type Transport, type WebSocketLike, WebSocketTransport } from '@wsrpc/core'
import type { DialFailure, Dialling, DialOutcome, WebSocketSource } from './dial.ts'

const open = 1

/** A WebSocket between its making and its opening. */
export class Opening implements Dialling {
  readonly #outcome: DialOutcome
  readonly #transportOf: (socket: WebSocketLike) => Transport
  #socket: WebSocketLike | undefined
  #settled = false

  constructor(
    outcome: DialOutcome,
    transportOf: (socket: WebSocketLike) => Transport = (socket) => new WebSocketTransport(socket),
  ) {
    this.#outcome = outcome
    this.#transportOf = transportOf
  }

  /** Takes what `make` gives and waits for it. What it throws is a failure: of a wrong URL, of a page's policy, … */
  take<S extends WebSocketLike>(make: () => S): S | undefined {
    let socket: S
    try {
      socket = make()
    } catch (cause) {
      queueMicrotask(() => this.fail({ message: messageOf(cause), cause }))
      return undefined
    }
    this.#socket = socket
    socket.addEventListener('open', () => this.#opened(socket))
    socket.addEventListener('error', ({ message, error }) => {
      this.fail(failureOf(error ?? message))
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

  #opened(socket: WebSocketLike): void {
    // Some platforms open a socket that was closed while it was connecting.
    if (this.#settled) return drop(socket)
    this.#settled = true
    this.#outcome.opened(this.#transportOf(socket), socket.protocol ?? '')
  }
}

/** Makes a socket with what the option `webSocket` gave: a class has `send` on its prototype, a function has not. */
export function makeWebSocket(
  source: WebSocketSource,
  url: URL,
  protocols: readonly string[],
): WebSocketLike {
  const prototype = source.prototype as object | undefined
  const isClass = prototype !== undefined && 'send' in prototype
  if (isClass)
    return new (source as new (url: string, protocols: string[]) => WebSocketLike)(url.href, [...protocols])
  return (source as (url: string, protocols: string[]) => WebSocketLike)(url.href, [...protocols])
}

function drop(socket: WebSocketLike): void {
  if (socket.terminate === undefined) socket.close()
  else socket.terminate()
}

const nothingSaid =
  'it could not be reached or refused us, and the WebSocket of this runtime does not say why: ' +
  'is the pool running, is the path bound, does it let this provider in?'

function failureOf(error: unknown): DialFailure {
  const message = messageOf(error)
  return { message: message === '' ? nothingSaid : message, cause: error }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : ''
  // Happy Eyeballs: one error per address, and none of its own.
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error.message
}
