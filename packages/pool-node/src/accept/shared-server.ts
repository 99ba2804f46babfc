import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { AppServer } from './app-server.ts'
import { giveBack, wantsWebSocket } from './give-back.ts'
import { refuseUnbound } from './refuse.ts'
import { Visitors } from './visitors.ts'

/** A pool, as a server that is not its own sees it. */
export interface Guest {
  /** Whether it only says 503: another guest that has the same path goes first. */
  readonly leaving: boolean
  /** False: the request is not for it, and was not touched. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** The server begins to listen. */
  reachable(): void
}

/** One for all pools of a server: they have to agree who takes a request, and which of them says that nobody does. */
const shared = new WeakMap<AppServer, SharedServer>()

/** A server of the application's, and the pools on it. It listens to the server as long as there is a pool. */
class SharedServer {
  readonly visitors: Visitors
  readonly #server: AppServer
  readonly #guests = new Set<Guest>()
  /** Sockets that were given back with their request. What asks for an upgrade once more would do so for ever. */
  readonly #givenBack = new WeakSet<Duplex>()

  constructor(server: AppServer) {
    this.#server = server
    this.visitors = new Visitors(server)
  }

  add(guest: Guest): void {
    if (this.#guests.size === 0) {
      this.#server.on('upgrade', this.#onUpgrade).on('listening', this.#onListening)
      this.visitors.watch()
    }
    this.#guests.add(guest)
  }

  remove(guest: Guest): void {
    if (!this.#guests.delete(guest) || this.#guests.size > 0) return
    this.#server.off('upgrade', this.#onUpgrade).off('listening', this.#onListening)
    this.visitors.unwatch()
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // With another listener it may be for that one. Without, nobody else would ever answer.
    const alone = this.#server.listenerCount('upgrade') === 1
    if (alone && !wantsWebSocket(request)) {
      if (this.#givenBack.has(socket)) return void socket.destroy()
      this.#givenBack.add(socket)
      return giveBack(this.#server, request, socket, head)
    }
    const guests = [...this.#guests]
    const inOrder = [...guests.filter(({ leaving }) => !leaving), ...guests.filter(({ leaving }) => leaving)]
    if (inOrder.some((guest) => guest.handleUpgrade(request, socket, head))) this.visitors.take(socket)
    else if (alone) refuseUnbound(socket)
  }

  readonly #onListening = (): void => {
    this.visitors.stay()
    for (const guest of this.#guests) guest.reachable()
  }
}

/** From now on the guest gets the server's upgrade requests. */
export function addGuest(server: AppServer, guest: Guest): void {
  const one = shared.get(server) ?? new SharedServer(server)
  shared.set(server, one)
  one.add(guest)
}

/** It gets none any more, and leaves nothing behind. */
export function removeGuest(server: AppServer, guest: Guest): void {
  shared.get(server)?.remove(guest)
}

/** Who is at a server that has guests, or had. */
export function visitorsAt(server: AppServer): Visitors | undefined {
  return shared.get(server)?.visitors
}
