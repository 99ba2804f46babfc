import {
  type Alarm,
  type CallMeta,
  type CloseName,
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
} from '@wsrpc/core'
import type { CallPath } from '../roster/call-path.ts'
import type { Identity } from '../roster/connection-info.ts'
import type { PoolConnection } from '../roster/instance.ts'
import type { BoundPath } from './bound-path.ts'
import type { Verdict } from './authenticate.ts'

/** What a session asks of and tells the pool. */
export interface SessionHost {
  readonly alarm: Alarm
  readonly limits: Limits
  readonly heartbeat: { readonly interval: number; readonly misses: number }
  judge(session: Session, hello: HelloMessage): Promise<Verdict>
  /** It is in: make its standing. */
  join(session: Session, hello: HelloMessage, identity: Identity | undefined): PoolConnection
  /** The methods that this path lets providers call; `undefined`: none. */
  server(session: Session): Server | undefined
  onStatus(connection: PoolConnection, status: StatusMessage): void
  onGoAway(connection: PoolConnection): void
  onRoom(connection: PoolConnection): void
  /** After a GOAWAY: it has heard it, and no call is open. */
  onQuiet(): void
  /** It is gone, before or after it joined. */
  onEnd(session: Session, end: LinkEnd): void
  onError(error: unknown): void
}

const role: Role = 'acceptor'

/** One provider's socket from its first byte to its last: a stranger, then a connection. */
export class Session implements LinkHost, CallPath {
  readonly id: string
  readonly path: BoundPath
  readonly subprotocol: string
  readonly link: Link
  /** Its standing with the pool, once it is in. */
  connection: PoolConnection | undefined
  readonly #host: SessionHost
  #server: Server | undefined

  constructor(id: string, path: BoundPath, subprotocol: string, transport: Transport, host: SessionHost) {
    this.id = id
    this.path = path
    this.subprotocol = subprotocol
    this.#host = host
    const { alarm, limits } = host
    this.link = new Link({ role, dialect: path.dialect, subprotocol, transport, alarm, limits, host: this })
  }

  // ---- the way to the provider, for the roster and dispatch

  get hasRoom(): boolean {
    return this.link.hasRoom
  }
  call(call: OutgoingCall): void {
    this.link.call(call)
  }
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void {
    this.link.notify(method, params, meta)
  }
  cancel(call: OutgoingCall): void {
    this.link.peer.cancel(call)
  }
  goAway(): void {
    this.link.peer.goAway({ type: 'goAway', reason: 'the pool drains' })
  }
  end(name: CloseName, reason?: string): void {
    this.link.close(name, reason)
  }

  // ---- told by the link

  onHello(hello: HelloMessage): void {
    void this.#greet(hello)
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
    if (this.#server !== undefined) return this.#server.call(this.link.peer, call, this.connection?.identity)
    const message = `providers on ${this.path.path} may call nothing: the pool's bind has no callbacks there`
    this.link.peer.fail(call, { code: 'PERMISSION_DENIED', message, execution: 'not-started' })
  }

  onNotify(notify: NotifyMessage): void {
    if (this.#server !== undefined) return this.#server.notify(notify, this.connection?.identity)
    const message = `a notify to ${notify.method} from ${this.path.path}, where providers may call nothing`
    this.#host.onError(new RpcError('PERMISSION_DENIED', message))
  }

  onQuiet(): void {
    this.#host.onQuiet()
  }

  onRoom(): void {
    if (this.connection !== undefined) this.#host.onRoom(this.connection)
  }

  onEnd(end: LinkEnd): void {
    this.#host.onEnd(this, end)
  }

  async #greet(hello: HelloMessage): Promise<void> {
    const verdict = await this.#host.judge(this, hello)
    if (this.link.ended !== undefined) return // it left, or its time was up
    if ('close' in verdict) {
      if (verdict.error !== undefined) this.#host.onError(verdict.error)
      return this.link.close(verdict.close, verdict.reason)
    }
    const { heartbeat, limits } = this.#host
    this.connection = this.#host.join(this, hello, verdict.identity)
    this.#server = this.#host.server(this)
    this.link.established(hello.limits, heartbeat)
    this.link.peer.welcome({
      type: 'welcome',
      version: verdict.version,
      agent: 'wsrpc-pool',
      connection: this.id,
      features: this.path.dialect.features.filter((feature) => hello.features.includes(feature)),
      limits,
      heartbeat,
    })
  }
}
