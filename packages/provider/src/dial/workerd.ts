import { type WebSocketLike, WebSocketTransport } from '@wsrpc/core'
import { beginningOf } from './beginning.ts'
import type { Dial, DialFailure, Dialling, DialOutcome, DialRequest, Unsupported } from './dial.ts'
import { messageOf } from './failure.ts'
import { dialGiven } from './given.ts'
import { refusal } from './refusal.ts'

/** A worker's certificates are no matter of its code. */
export const unsupported: Unsupported = {
  tls: "a worker's certificates are in its config: tlsOptions of the network service, see docs/dialling.md",
}

/** https://developers.cloudflare.com/workers/runtime-apis/websockets/ */
interface WorkerSocket extends WebSocketLike {
  accept(): void
}

/** Its `new WebSocket` takes no headers and never says why it failed; `fetch` does both. */
export const dial: Dial = (request, outcome) => {
  if (request.webSocket !== undefined) return dialGiven(request.webSocket, request, outcome)
  const fetching = new Fetching(outcome)
  fetching.start(request)
  return fetching
}

/** An upgrade by `fetch`, on its way. */
class Fetching implements Dialling {
  readonly #outcome: DialOutcome
  readonly #controller = new AbortController()
  #settled = false

  constructor(outcome: DialOutcome) {
    this.#outcome = outcome
  }

  start(request: DialRequest): void {
    void upgrade(request, this.#controller.signal).then(
      (answer) => ('socket' in answer ? this.#opened(answer) : this.#failed(answer)),
      (cause: unknown) => this.#failed({ message: explained(cause, request.url), cause }),
    )
  }

  abort(): void {
    this.#settled = true
    this.#controller.abort()
  }

  #opened({ socket, subprotocol }: Upgraded): void {
    if (this.#settled) {
      socket.accept() // it can't be closed before
      return socket.close()
    }
    this.#settled = true
    // Its listeners first: from `accept` on messages come. It also sets `binaryType`, Blob in newer workers.
    const transport = new WebSocketTransport(socket)
    socket.accept()
    this.#outcome.opened(transport, subprotocol)
  }

  #failed(failure: DialFailure): void {
    if (this.#settled) return
    this.#settled = true
    this.#outcome.failed(failure)
  }
}

interface Upgraded {
  readonly socket: WorkerSocket
  readonly subprotocol: string
}

async function upgrade(request: DialRequest, signal: AbortSignal): Promise<Upgraded | DialFailure> {
  const { url, protocols, headers } = request
  const response = await fetch(httpUrl(url), {
    headers: { ...headers, Upgrade: 'websocket', 'Sec-WebSocket-Protocol': protocols.join(', ') },
    // Headers may be secrets: they go nowhere else.
    redirect: 'manual',
    signal,
  })
  const socket = (response as Response & { readonly webSocket: WorkerSocket | null }).webSocket
  // The socket's own `protocol` is empty here.
  if (socket !== null) return { socket, subprotocol: response.headers.get('Sec-WebSocket-Protocol') ?? '' }
  const retryAfter = response.headers.get('Retry-After') ?? undefined
  return refusal(response.status, retryAfter, await beginningOf(response.body), Date.now())
}

/** `fetch` knows http: and https: only. */
function httpUrl(url: URL): string {
  return url.href.replace(/^ws/, 'http')
}

/** Of TLS workerd tells nothing but the number of a line in its own log. */
const advice: Readonly<Record<string, string>> = {
  'ws:': 'is the pool running, and does the network service of the config allow its address?',
  'wss:':
    'is the pool running, does the config allow its address, and trust its certificate? What was wrong is in the log of ' +
    "workerd. A worker's certificates are in its config: see docs/dialling.md",
}

function explained(cause: unknown, { protocol }: URL): string {
  return `${messageOf(cause)} ${advice[protocol] ?? ''}`
}
