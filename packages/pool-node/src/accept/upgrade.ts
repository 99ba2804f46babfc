import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Alarm, handshakeTimeout, maxBatchBytes, maxWireBytes, Timer } from '@wsrpc/core'
import type { BoundPath } from './bound-path.ts'
import { spoken, type Spoken } from './dialects.ts'
import { refuseOrigin } from './origin.ts'
import { refuse } from './refuse.ts'
import { NodeTransport } from './transport.ts'

/** Someone whose WebSocket is open; who it is, nobody knows yet. */
export interface Arrival {
  readonly transport: NodeTransport
  readonly request: IncomingMessage
  /** `undefined` when the two sides have nothing in common. */
  readonly spoken: Spoken | undefined
  readonly path: BoundPath
}

/** What an HTTP answer says instead of an upgrade. */
export interface Refusal {
  readonly status: number
  readonly message: string
  /** In seconds. */
  readonly retryAfter?: number
}

export interface UpgraderOptions {
  /** For how long `admit` may take: as long as a handshake. */
  readonly alarm: Alarm
  /** Largest value that this side takes, in bytes. */
  readonly maxMessageBytes: number
  /** Why no more can be taken now, if it is so. */
  readonly overloaded: () => Refusal | undefined
  readonly arrived: (arrival: Arrival) => void
  /** `origins` or `admit` threw. */
  readonly failed: (error: unknown) => void
}

/** Turns an HTTP upgrade request into a WebSocket, or answers why not. */
export class Upgrader {
  readonly #options: UpgraderOptions
  readonly #paths = new Map<string, BoundPath>()
  readonly #servers = new Map<BoundPath, WebSocketServer>()
  #judging = 0
  /** Sockets that came through here and are not closed. */
  readonly #sockets = new Set<Duplex>()
  #onEmpty: (() => void) | undefined
  /** One for all sockets, which Node names by `this`. */
  readonly #onClose: (this: Duplex) => void

  constructor(options: UpgraderOptions) {
    this.#options = options
    const forget = (socket: Duplex): void => this.#forget(socket)
    this.#onClose = function () {
      forget(this)
    }
  }

  get paths(): readonly BoundPath[] {
    return [...this.#paths.values()]
  }

  /** @throws TypeError when the path is bound already. */
  check(path: string): void {
    if (this.#paths.has(path)) throw new TypeError(`the path ${path} is bound already`)
  }

  add(path: BoundPath): void {
    this.#paths.set(path.path, path)
    // One server a path: `maxPayload` is the server's. What ws would do with compression is off: it costs memory a
    // connection, and mixes secrets with an attacker's text. With no subprotocol in common the upgrade still happens, with
    // one that was offered, so that the client can read the close code that says so: of a failed one browsers tell nothing.
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#largestMessage(path),
      handleProtocols: (offered) => spoken(offered, path.dialects)?.subprotocol ?? [...offered][0] ?? false,
    })
    this.#servers.set(path, server)
  }

  /** Largest WebSocket message, in bytes. Where large values travel in parts, none has to be larger than a part. */
  #largestMessage({ dialects }: Pick<BoundPath, 'dialects'>): number {
    const inParts = dialects.every(({ features }) => features.includes('parts'))
    return inParts ? maxWireBytes : this.#options.maxMessageBytes + maxBatchBytes
  }

  /** How many are being judged: those that wait for `admit`, and who came in this very turn. */
  get judging(): number {
    return this.#judging
  }

  /** Which path a request is for, if it is bound. */
  find(request: IncomingMessage): BoundPath | undefined {
    const end = request.url?.search(/[?#]/) ?? -1
    return this.#paths.get(end < 0 ? (request.url ?? '') : (request.url as string).slice(0, end))
  }

  /** Takes a request for a bound path: upgrades or refuses it. */
  async upgrade(path: BoundPath, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // It would never tell that it is closed.
    if (socket.destroyed) return wasAnswered(socket) ? this.#disturbed(path, socket) : undefined
    this.#sockets.add(socket)
    socket.on('close', this.#onClose)
    socket.on('error', ignore)
    const refusal = this.#options.overloaded() ?? (await this.#judged(path, request))
    if (wasAnswered(socket)) return this.#disturbed(path, socket)
    if (socket.destroyed) return
    if (refusal !== undefined) return refuse(socket, refusal.status, refusal.message, refusal.retryAfter)
    const webSocket = this.#open(path, request, socket, head)
    if (webSocket === undefined) return
    socket.off('error', ignore)
    const agreed = spoken([webSocket.protocol], path.dialects)
    const transport = new NodeTransport(webSocket, socket, this.#largestMessage(path))
    socket.resume() // it was paused if it had to wait; nothing comes in this turn
    this.#options.arrived({ transport, request, spoken: agreed, path })
  }

  /** `undefined`: ws answered why not, or found that somebody has opened it already. */
  #open(path: BoundPath, request: IncomingMessage, socket: Duplex, head: Buffer): WebSocket | undefined {
    let webSocket: WebSocket | undefined
    try {
      this.#servers.get(path)?.handleUpgrade(request, socket, head, (opened) => (webSocket = opened))
    } catch (error) {
      this.#disturbed(path, socket, error)
    }
    return webSocket
  }

  /** On a server of the application's, somebody else answered the request too. */
  #disturbed({ path }: BoundPath, socket: Duplex, cause?: unknown): void {
    this.#forget(socket)
    const message =
      `another 'upgrade' listener of the server answered a request for ${path}, which is the pool's: it must leave ` +
      `that path alone. A WebSocketServer of ws with the option server answers all requests, whatever its path: ` +
      `give it noServer, and hand over to it what is its own`
    this.#options.failed(new Error(message, { cause }))
  }

  /** Counted until it is known: there may be several in one turn. */
  async #judged(path: BoundPath, request: IncomingMessage): Promise<Refusal | undefined> {
    this.#judging++
    const refusal = await this.#judge(path, request)
    this.#judging--
    // Where somebody was asked, much may have happened meanwhile.
    return refusal ?? (path.join.admit && this.#options.overloaded())
  }

  /** Why someone may not come in, before anything is said. */
  async #judge(path: BoundPath, request: IncomingMessage): Promise<Refusal | undefined> {
    const { origins, hosts, admit } = path.join
    try {
      const wrong = refuseOrigin(originFacts(request), origins, hosts)
      if (wrong !== undefined) return { status: 403, message: wrong }
      if (admit === undefined) return undefined
      const verdict = await inTime(Promise.resolve(admit(request)), this.#options.alarm)
      if (verdict === late) return { status: 503, message: 'the pool took too long to decide', retryAfter: 5 }
      return verdict ? undefined : { status: 403, message: 'refused by the pool' }
    } catch (error) {
      this.#options.failed(error)
      return { status: 503, message: 'the pool could not decide, come back later', retryAfter: 5 }
    }
  }

  #forget(socket: Duplex): void {
    this.#sockets.delete(socket)
    if (this.#sockets.size === 0) this.#onEmpty?.()
  }

  /** Resolves when every socket that came through here is closed. */
  async empty(): Promise<void> {
    if (this.#sockets.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve))
  }

  /** Drops whoever is still there. */
  terminate(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

const late = Symbol('late')

/**
 * Whether somebody else has answered. A reader that came to the end has Node end the other side too, where it keeps no half
 * of a connection open.
 */
function wasAnswered(socket: Duplex): boolean {
  return socket.writableEnded && !socket.readableEnded
}

/** A close follows. */
function ignore(): void {}

/** The promise's value, or {@link late} when that takes longer than a handshake may. */
async function inTime<T>(promise: Promise<T>, alarm: Alarm): Promise<T | typeof late> {
  return new Promise((resolve, reject) => {
    const timer = new Timer(alarm, () => resolve(late))
    timer.set(handshakeTimeout)
    void promise.then(resolve, reject).finally(() => {
      timer.clear()
      alarm.rest()
    })
  })
}

function originFacts(request: IncomingMessage): Parameters<typeof refuseOrigin>[0] {
  const socket = request.socket as Socket & { readonly encrypted?: boolean }
  const { origin, host } = request.headers
  return {
    origin,
    host,
    // Asked for a browser's request only: the socket keeps what it was asked for.
    get localAddress() {
      return socket.localAddress
    },
    secure: socket.encrypted === true,
  }
}
