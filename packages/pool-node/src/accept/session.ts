import {
  type Alarm,
  type CallMeta,
  type CloseName,
  closeCodes,
  type DescribeError,
  type Dialect,
  type GoAwayMessage,
  type HelloMessage,
  type IncomingCall,
  type Limits,
  Link,
  type LinkEnd,
  type LinkHost,
  type NotifyMessage,
  type OutgoingCall,
  type Role,
  RpcError,
  type Server,
  type StatusMessage,
  type Transport,
  type WelcomeMessage,
} from '@wsrpc/core'
import type { CallPath } from '../roster/call-path.ts'
import type { Traffic } from '../stats/traffic.ts'
import type { PoolConnection } from '../roster/instance.ts'
import type { BoundPath } from './bound-path.ts'
import type { Spoken } from './dialects.ts'
import { isSameStanding, type Resumption, type Standing } from './resume.ts'

/** What a session asks of and tells the pool. */
export interface SessionHost {
  readonly alarm: Alarm
  readonly limits: Limits
  readonly heartbeat: { readonly interval: number; readonly misses: number }
  /** How an error that a stream's source throws looks to the provider; `undefined`: as the core says. */
  readonly describeError: DescribeError | undefined
  onHello(session: Session, hello: HelloMessage): void
  onStatus(connection: PoolConnection, status: StatusMessage): void
  onGoAway(connection: PoolConnection): void
  onRoom(connection: PoolConnection): void
  /** After a GOAWAY: it has heard it, and no call is open. */
  onQuiet(): void
  /** Its socket is lost, and it may come back: it is resumed or abandoned. */
  onInterrupted(session: Session, end: LinkEnd): void
  /** It is gone, before or after it joined. */
  onEnd(session: Session, end: LinkEnd): void
  onError(error: unknown): void
}

/** One of a real socket counts its bytes. */
export type CountingTransport = Transport & Partial<Traffic>

const role: Role = 'acceptor'

const noTraffic: Traffic = { bytesReceived: 0, bytesSent: 0 }

/** One provider, over one socket or several that follow each other: a stranger, then a connection. */
export class Session implements LinkHost, CallPath, Traffic {
  readonly id: string
  readonly path: BoundPath
  readonly dialect: Dialect
  readonly subprotocol: string
  readonly link: Link
  /** Its standing with the pool, once it is in. */
  connection: PoolConnection | undefined
  /** The methods that its path lets providers call; `undefined`: none. */
  server: Server | undefined
  /** Those that both sides have. */
  features: readonly string[] = []
  /** How it can be resumed; `undefined`: it can't. */
  resumption: Resumption | undefined
  /** How often it went on over another socket. */
  resumes: number = 0
  /** To be told when it ends, as a stranger too. */
  onLeave: (() => void) | undefined
  /** Of the socket that it has. */
  #traffic: Partial<Traffic>
  /** Of the sockets that it had before. */
  #past: Traffic = noTraffic
  /** How its socket was lost. */
  #loss: LinkEnd | undefined
  #movesOn = false
  readonly #host: SessionHost

  constructor(
    id: string,
    path: BoundPath,
    { dialect, subprotocol }: Spoken,
    transport: CountingTransport,
    host: SessionHost,
  ) {
    this.id = id
    this.path = path
    this.dialect = dialect
    this.subprotocol = subprotocol
    this.#host = host
    this.#traffic = transport
    const { alarm, limits, describeError } = host
    this.link = new Link({
      role,
      dialect,
      subprotocol,
      transport,
      alarm,
      limits,
      host: this,
      ...(describeError === undefined ? {} : { describeError }),
    })
  }

  // ---- the way to the provider, for the roster and dispatch

  get hasRoom(): boolean {
    return this.link.hasRoom
  }
  get heardAt(): number {
    return this.link.heardAt
  }
  call(call: OutgoingCall, now: number): void {
    this.link.call(call, now)
  }
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void {
    this.link.notify(method, params, meta)
  }
  cancel(call: OutgoingCall): boolean {
    return this.link.peer.cancel(call)
  }
  get bytesReceived(): number {
    return this.#past.bytesReceived + (this.#traffic.bytesReceived ?? 0)
  }
  get bytesSent(): number {
    return this.#past.bytesSent + (this.#traffic.bytesSent ?? 0)
  }
  goAway(): void {
    this.link.peer.goAway({ type: 'goAway', reason: 'the pool drains' })
  }
  end(name: CloseName, reason?: string): void {
    this.link.close(name, reason)
  }

  // ---- the handshake, and what comes of it

  /** It is in: tells it, and what else the handshake has to say. */
  welcome(version: number, limits: Partial<Limits>, more: Partial<WelcomeMessage>): void {
    const { features } = this
    const resumeWindow = this.resumption?.window.length ?? 0
    this.link.established({ limits, features, heartbeat: this.#host.heartbeat, resumeWindow })
    this.link.peer.welcome({ ...this.#agreement(version), ...more })
  }

  /** It is in, in a dialect that has no way to tell it, nor what it takes: as much as this side. */
  begin(): void {
    const { features } = this
    const { heartbeat, limits } = this.#host
    this.link.established({ limits, features, heartbeat, resumeWindow: 0 })
  }

  /** Whether one that says it has received so much can go on with this. */
  isResumableBy(back: Standing, received: number): boolean {
    const { features, subprotocol, path, connection } = this
    if (connection === undefined) return false
    const left: Standing = { features, subprotocol, path: path.path, instance: connection.of.key }
    return isSameStanding(left, back) && this.link.canResume(received)
  }

  /**
   * Goes on over the socket of the one that came back. In one step: what an old, half open socket still brings is not
   * read any more, so that the count in WELCOME is the last word.
   */
  goOn(fresh: Session, version: number, received: number): void {
    this.#movesOn = true
    this.link.interrupt()
    this.#movesOn = false
    this.#loss = undefined
    this.resumes++
    const resumed = { resumed: true, received: this.link.received }
    fresh.link.peer.welcome({ ...this.#agreement(version), ...resumed })
    const { bytesReceived, bytesSent } = this
    this.#past = { bytesReceived, bytesSent }
    this.#traffic = fresh.#traffic
    // They count here from now on, and not twice.
    fresh.#traffic = {}
    this.link.resume(fresh.link.release(), received)
  }

  /** It does not come back. `received`: how much of what was sent had arrived, if its provider said so. */
  abandon(received?: number): void {
    const { code } = closeCodes.silent
    const replaced = { code, reason: 'its provider came back on a new connection', local: true }
    this.link.abandon(this.#loss ?? replaced, received)
  }

  #agreement(version: number): WelcomeMessage {
    const { heartbeat, limits } = this.#host
    const welcome = { type: 'welcome', version, agent: 'wsrpc-pool', connection: this.id } as const
    const resume = this.resumption?.offer
    return {
      ...welcome,
      features: this.features,
      limits,
      heartbeat,
      ...(resume === undefined ? {} : { resume }),
    }
  }

  // ---- told by the link

  onHello(hello: HelloMessage): void {
    this.#host.onHello(this, hello)
  }

  onStatus(status: StatusMessage): void {
    if (this.connection !== undefined) this.#host.onStatus(this.connection, status)
  }

  onGoAway(_goAway: GoAwayMessage): void {
    if (this.connection !== undefined) this.#host.onGoAway(this.connection)
  }

  onCall(call: IncomingCall): void {
    if (this.link.peer.state === 'leaving' || this.link.peer.state === 'parting') {
      return this.link.peer.refuse(call, 'draining')
    }
    if (this.server !== undefined) return this.server.call(this.link.peer, call, this.connection?.identity)
    const message = `providers on ${this.path.path} may call nothing: the pool's bind has no callbacks there`
    this.link.peer.fail(call, { code: 'PERMISSION_DENIED', message, execution: 'not-started' })
  }

  onNotify(notify: NotifyMessage): void {
    if (this.server !== undefined) return this.server.notify(notify, this.connection?.identity)
    const message = `a notify to ${notify.method} from ${this.path.path}, where providers may call nothing`
    this.#host.onError(new RpcError('PERMISSION_DENIED', message))
  }

  onQuiet(): void {
    this.#host.onQuiet()
  }

  onFault(error: RpcError): void {
    this.#host.onError(error)
  }

  onRoom(): void {
    if (this.connection !== undefined) this.#host.onRoom(this.connection)
  }

  onInterrupted(end: LinkEnd): void {
    if (this.#movesOn) return // the next socket is here already
    this.#loss = end
    this.#host.onInterrupted(this, end)
  }

  onEnd(end: LinkEnd): void {
    this.onLeave?.()
    this.resumption?.window.close()
    this.#host.onEnd(this, end)
  }
}
