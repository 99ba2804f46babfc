import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { maxBatchBytes } from '@wsrpc/core'
import type { BoundPath } from './bound-path.ts'
import { refuseOrigin } from './origin.ts'
import { refuse } from './refuse.ts'
import { NodeTransport } from './transport.ts'

/** Someone whose WebSocket is open; who it is, nobody knows yet. */
export interface Arrival {
  readonly transport: NodeTransport
  readonly request: IncomingMessage
  /** '' when the two sides have none in common. */
  readonly subprotocol: string
  readonly path: BoundPath
}

export interface UpgraderOptions {
  /** Largest value that this side takes, in bytes. */
  readonly maxMessageBytes: number
  /** Whether more can be taken now: the reason for a 503, or `undefined`. */
  readonly overloaded: () => string | undefined
  readonly arrived: (arrival: Arrival) => void
  /** `origins` or `admit` threw. */
  readonly failed: (error: unknown) => void
}

/** The door: turns an HTTP upgrade request into a WebSocket, or answers why not. */
export class Upgrader {
  readonly #options: UpgraderOptions
  readonly #paths = new Map<string, BoundPath>()
  readonly #servers = new Map<BoundPath, WebSocketServer>()
  /** Sockets that came through here and are not closed. */
  readonly #sockets = new Set<Duplex>()

  constructor(options: UpgraderOptions) {
    this.#options = options
  }

  /** @throws TypeError when the path is bound already. */
  check(path: string): void {
    if (this.#paths.has(path)) throw new TypeError(`the path ${path} is bound already`)
  }

  add(path: BoundPath): void {
    this.#paths.set(path.path, path)
    // One server a path: `maxPayload` is the server's. What ws would do with compression is off: it costs memory a
    // connection, and mixes secrets with an attacker's text.
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#options.maxMessageBytes + maxBatchBytes,
      handleProtocols: (offered) => choose(offered, path) || [...offered][0] || false,
    })
    this.#servers.set(path, server)
  }

  /** Which path a request is for, if it is bound. */
  find(request: IncomingMessage): BoundPath | undefined {
    const end = request.url?.search(/[?#]/) ?? -1
    return this.#paths.get(end < 0 ? (request.url ?? '') : (request.url as string).slice(0, end))
  }

  /** Takes a request for a bound path: upgrades or refuses it. */
  async upgrade(path: BoundPath, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    const ignore = (): void => {}
    socket.on('error', ignore)
    const overloaded = this.#options.overloaded()
    if (overloaded !== undefined) return refuse(socket, 503, overloaded, 1)
    const { origins, hosts, admit } = path.join
    try {
      const wrong = refuseOrigin(originFacts(request), origins, hosts)
      if (wrong !== undefined) return refuse(socket, 403, wrong)
      if (admit !== undefined && !(await admit(request))) return refuse(socket, 403, 'refused by the pool')
    } catch (error) {
      this.#options.failed(error)
      return refuse(socket, 503, 'the pool could not decide, come back later', 5)
    }
    if (socket.destroyed) return
    socket.off('error', ignore)
    this.#servers.get(path)?.handleUpgrade(request, socket, head, (webSocket) => {
      const subprotocol = choose([webSocket.protocol], path)
      this.#options.arrived({ transport: new NodeTransport(webSocket, socket), request, subprotocol, path })
    })
  }

  /** Drops whoever is still there. */
  terminate(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/**
 * The first subprotocol of ours that was offered. With none in common the upgrade still happens, with one that was
 * offered, so that the client can read the close code that says so: of a failed upgrade browsers tell nothing.
 */
function choose(offered: Iterable<string>, path: BoundPath): string {
  const set = new Set(offered)
  return path.dialect.subprotocols.find((name) => set.has(name)) ?? ''
}

function originFacts(request: IncomingMessage): Parameters<typeof refuseOrigin>[0] {
  const socket = request.socket as Socket & { readonly encrypted?: boolean }
  const { origin, host } = request.headers
  return { origin, host, localAddress: socket.localAddress, secure: socket.encrypted === true }
}
