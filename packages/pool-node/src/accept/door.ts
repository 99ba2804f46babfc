import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Alarm } from '@wsrpc/core'
import type { Address, ListenOptions } from '../options.ts'
import { type AppServer, checkServer } from './app-server.ts'
import type { BoundPath } from './bound-path.ts'
import { Line } from './line.ts'
import { Listener } from './listener.ts'
import { OpenPoolWarning, wayIn } from './open-pool.ts'
import { refuse, refuseUnbound } from './refuse.ts'
import { addGuest, type Guest, removeGuest, visitorsAt } from './shared-server.ts'
import { type Arrival, type Refusal, Upgrader } from './upgrade.ts'
import type { Visitors } from './visitors.ts'

/** How long sockets may take to close before they are dropped, in ms. */
const closeGrace = 1000

/** So many times as many as may be in the handshake may wait until they may. */
const waitersPerHandshake = 16

export interface DoorOptions {
  readonly alarm: Alarm
  /** Largest value that this side takes, in bytes. */
  readonly maxMessageBytes: number
  /** Most that may be here without being through the handshake. */
  readonly maxHandshakes: number
  /** How many WebSockets are open and not through the handshake. */
  readonly handshakes: () => number
  readonly arrived: (arrival: Arrival) => void
  /** Something went wrong that the one at the door is not told. */
  readonly failed: (error: unknown) => void
}

/** The ways in: a server of the pool's own, servers of the application, a request that was handed over. */
export class Door implements Guest {
  readonly #options: DoorOptions
  readonly #upgrader: Upgrader
  readonly #listener: Listener
  readonly #line: Line
  readonly #attached = new Set<AppServer>()
  readonly #warning = new OpenPoolWarning()
  #state: 'open' | 'leaving' | 'closed' = 'open'

  constructor(options: DoorOptions) {
    this.#options = options
    const { alarm, maxMessageBytes, maxHandshakes, arrived, failed } = options
    this.#line = new Line({
      alarm,
      limit: waitersPerHandshake * maxHandshakes,
      hasRoom: () => this.#hasRoom(),
    })
    this.#upgrader = new Upgrader({
      alarm,
      maxMessageBytes,
      overloaded: () => this.#overloaded(),
      arrived,
      failed,
    })
    this.#listener = new Listener({
      onUpgrade: (request, socket, head) => {
        if (!this.#take(request, socket, head)) refuseUnbound(socket)
      },
      onError: failed,
    })
  }

  get paths(): readonly BoundPath[] {
    return this.#upgrader.paths
  }

  /** How many wait for `admit`. */
  get judging(): number {
    return this.#upgrader.judging
  }

  /** @throws TypeError when the path is bound already. */
  check(path: string): void {
    this.#upgrader.check(path)
  }

  add(path: BoundPath): void {
    this.#upgrader.add(path)
    this.#warnIfOpen()
  }

  /**
   * Resolves when the pool's own server listens; rejects when the address can't be had, and may be asked again then.
   *
   * @throws TypeError (as a rejection) when it listens, or is about to, already.
   */
  async listen(wanted: ListenOptions): Promise<Address> {
    const address = await this.#listener.listen(wanted)
    this.#warnIfOpen()
    return address
  }

  /** @throws TypeError when it is no server, or attached already. */
  attach(server: AppServer): void {
    checkServer(server)
    if (this.#attached.has(server)) {
      throw new TypeError('this pool is attached to this server already: once is enough for all its paths')
    }
    this.#attached.add(server)
    addGuest(server, this)
    this.#warnIfOpen()
  }

  /** @throws TypeError when it is attached to no such server. */
  visitorsAt(server: AppServer): Visitors {
    const visitors = this.#attached.has(server) ? visitorsAt(server) : undefined
    if (visitors !== undefined) return visitors
    throw new TypeError('server must be one that this pool is attached to: pool.attach(server)')
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    // On a server that goes on without this pool, a pool that is closed has no paths.
    return this.#state !== 'closed' && this.#take(request, socket, head)
  }

  /** Takes nobody any more; who is in stays. */
  leave(): void {
    this.#state = 'leaving'
    this.#line.dissolve()
    void this.#listener.stop()
  }

  /** Resolves when the pool's own port and every socket that came in here are closed. Those that take too long are dropped. */
  async close(): Promise<void> {
    this.#state = 'closed'
    this.#line.dissolve()
    for (const server of this.#attached) removeGuest(server, this)
    this.#attached.clear()
    const { clock } = this.#options.alarm
    const closed = Promise.all([this.#listener.close(), this.#upgrader.empty()])
    const timer = clock.setTimer(closeGrace, () => {
      this.#upgrader.terminate()
      void this.#listener.terminate()
    })
    await closed
    clock.clearTimer(timer)
  }

  // ---- for the servers that it is attached to

  get leaving(): boolean {
    return this.#state !== 'open'
  }

  reachable(): void {
    this.#warnIfOpen()
  }

  #take(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const path = this.#upgrader.find(request)
    if (path === undefined) return false
    const goOn = (): void => void this.#upgrader.upgrade(path, request, socket, head)
    // What is said before a WebSocket is open would have to be kept (RFC 6455, section 4.1, forbids it): no wait for that.
    const spoke = (): void => (this.#line.isEmpty ? goOn() : this.#refuseImpatient(socket))
    if (this.#state !== 'open') goOn() // to be refused
    else if (head.length > 0) spoke()
    else this.#line.join(socket, { goOn, spoke })
    return true
  }

  /** It must not come before those who wait. */
  #refuseImpatient(socket: Duplex): void {
    refuse(socket, 503, 'others wait, and this one does not', this.#retryAfter)
  }

  /** As long as one would wait that could, in s. */
  get #retryAfter(): number {
    return Math.max(1, Math.ceil(this.#line.age / 1000))
  }

  #overloaded(): Refusal | undefined {
    if (this.#state !== 'open') return { status: 503, message: 'the pool leaves', retryAfter: 1 }
    if (this.#hasRoom()) return undefined
    return { status: 503, message: 'too many handshakes at once', retryAfter: this.#retryAfter }
  }

  #hasRoom(): boolean {
    const { handshakes, maxHandshakes } = this.#options
    return handshakes() + this.judging < maxHandshakes
  }

  #warnIfOpen(): void {
    if (this.#state !== 'open') return
    const ways = [this.#listener.wayIn, ...[...this.#attached].map((server) => wayIn(server))]
    this.#warning.check(
      ways.filter((way) => way !== undefined),
      this.paths,
    )
  }
}
