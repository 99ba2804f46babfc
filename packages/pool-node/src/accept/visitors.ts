import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type AppServer, arrivalEvent } from './app-server.ts'

/**
 * Who is at a server of the application's. Clients may still ask something, and what they ask may need the pools; so
 * before a pool leaves with its server, they have to be gone. Knows those that came while it watched.
 */
export class Visitors {
  readonly #server: AppServer
  /** All sockets, also those of providers; with TLS what lies below them. */
  readonly #sockets = new Set<Duplex>()
  /** Those that no pool has taken. */
  readonly #clients = new Set<Duplex>()
  /** Those that have asked something. */
  readonly #asked = new WeakSet<Duplex>()
  /** Answers that are not out. */
  readonly #answers = new Set<ServerResponse>()
  #waiting: (() => void)[] = []
  #leaving = false
  #watching = false

  constructor(server: AppServer) {
    this.#server = server
  }

  /** Whether a pool is at the server. */
  get isWatching(): boolean {
    return this.#watching
  }

  watch(): void {
    this.#watching = true
    const server = this.#server
    server.on('connection', this.#onSocket).on(arrivalEvent(server), this.#onClient)
    // Before the application, which may have answered when it returns.
    server.prependListener('request', this.#onRequest)
  }

  unwatch(): void {
    this.#watching = false
    const server = this.#server
    server.off('connection', this.#onSocket).off(arrivalEvent(server), this.#onClient)
    server.off('request', this.#onRequest)
  }

  /** A pool has it: it is no client. */
  take(socket: Duplex): void {
    this.#clients.delete(socket)
    this.#tell()
  }

  /** The server takes nobody any more; who is here is told with the next answer that there are no others. */
  leave(): void {
    this.#leaving = true
    for (const answer of this.#answers) makeLast(answer)
    if (this.#server.listening) this.#server.close()
    this.#server.closeIdleConnections()
  }

  /** The server listens, or does so again. */
  stay(): void {
    this.#leaving = false
  }

  /** Resolves when no client is left. */
  async clientsGone(): Promise<void> {
    while (this.#clients.size > 0) await this.#less()
  }

  /** Clients that have asked nothing: browsers and balancers open connections for later. */
  dropSilent(): void {
    for (const socket of this.#clients) if (!this.#asked.has(socket)) socket.destroy()
  }

  dropClients(): void {
    this.#server.closeAllConnections() // also those that came before it watched
    for (const socket of this.#clients) socket.destroy()
  }

  /** Resolves when nobody is left at all. */
  async allGone(): Promise<void> {
    while (this.#sockets.size > 0) await this.#less()
  }

  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  readonly #onSocket = (socket: Duplex): void => this.#keep(this.#sockets, socket)
  readonly #onClient = (socket: Duplex): void => this.#keep(this.#clients, socket)

  readonly #onRequest = (request: IncomingMessage, answer: ServerResponse): void => {
    this.#asked.add(request.socket)
    if (this.#leaving) makeLast(answer)
    this.#answers.add(answer)
    answer.once('close', () => {
      this.#answers.delete(answer)
      // Its head may have been out before the server left, and have promised that there is more.
      if (this.#leaving) this.#server.closeIdleConnections()
    })
  }

  #keep(sockets: Set<Duplex>, socket: Duplex): void {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      this.#tell()
    })
  }

  #less(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** Node then says `Connection: close`, unless the head is out or the application says something else. */
function makeLast(answer: ServerResponse): void {
  answer.shouldKeepAlive = false
}
