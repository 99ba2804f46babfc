import {
  type GoAwayMessage,
  type IncomingCall,
  isRpcError,
  Link,
  type LinkEnd,
  type LinkHost,
  type NotifyMessage,
  protocolVersions,
  RpcError,
  Server,
  type WelcomeMessage,
} from '@wsrpc/core'
import type { OpenSocket } from './attempt.ts'
import type { ConnectSettings } from './options.ts'
import type { Shared } from './shared.ts'

/** The connection, as its sockets see it. */
export interface SessionHost {
  readonly paused: boolean
  onWelcome(session: Session, welcome: WelcomeMessage): void
  onGoAway(session: Session, goAway: GoAwayMessage): void
  /** The transport may take more. */
  onRoom(): void
  /** Before its calls are told. */
  onEnd(session: Session, end: LinkEnd): void
  /** The socket is closed, nothing of it is left. */
  onGone(session: Session): void
  /** Something failed that no caller hears of. */
  report(error: RpcError): void
}

/** One socket of a connection, from its opening to its end: handshake, serving, leaving. */
export class Session implements LinkHost {
  readonly link: Link
  readonly url: URL
  readonly #shared: Shared
  readonly #settings: ConnectSettings
  readonly #host: SessionHost
  readonly #server: Server
  /** Whether the pool let us in. */
  #welcomed = false

  constructor(shared: Shared, settings: ConnectSettings, socket: OpenSocket, host: SessionHost) {
    const { registry, alarm, gate, limits, interceptors } = shared
    const { transport, subprotocol } = socket
    this.url = socket.url
    this.#shared = shared
    this.#settings = settings
    this.#host = host
    this.#server = new Server({
      registry,
      alarm,
      gate,
      ...(interceptors.handlers === undefined ? {} : { interceptors: interceptors.handlers }),
      report: (error) => host.report(error),
    })
    const { dialect } = settings
    this.link = new Link({ role: 'dialler', dialect, subprotocol, transport, alarm, limits, host: this })
  }

  /** @throws RpcError when the handshake is too large: a token that is too long. */
  greet(token: string | undefined): void {
    const { instance, name, limits } = this.#shared
    this.link.peer.hello({
      type: 'hello',
      versions: protocolVersions,
      agent: 'wsrpc-provider',
      instance,
      ...(name === undefined ? {} : { name }),
      features: this.#settings.dialect.features,
      limits,
      ...(token === undefined ? {} : { token }),
    })
  }

  /** Tells the pool what is offered now. Does nothing before its welcome, which is followed by one anyway. */
  sendStatus(): void {
    if (!this.#welcomed || this.link.ended !== undefined) return
    try {
      this.link.peer.status(this.#shared.status(this.#host.paused))
    } catch (error) {
      if (!isRpcError(error)) throw error
      this.#host.report(new RpcError(error.code, `the pool can't be told what is offered: ${error.message}`))
    }
  }

  /** Says GOAWAY: new calls are refused, those in flight may end; then it closes. */
  leave(reason: string): void {
    if (this.#welcomed) this.link.peer.goAway({ type: 'goAway', reason })
    else this.link.close('normal')
  }

  // ---- told by the link

  onWelcome(welcome: WelcomeMessage): void {
    const [oldest, newest] = protocolVersions
    if (welcome.version < oldest || welcome.version > newest) {
      return this.link.close(
        'version',
        `this side speaks version ${oldest} to ${newest}, not ${welcome.version}`,
      )
    }
    this.#welcomed = true
    this.link.established(welcome.limits, { ...welcome.heartbeat, ...this.#settings.heartbeat })
    this.sendStatus()
    this.#host.onWelcome(this, welcome)
  }

  onGoAway(goAway: GoAwayMessage): void {
    this.#host.onGoAway(this, goAway)
  }

  onCall(call: IncomingCall): void {
    const { peer } = this.link
    const { gate } = this.#shared
    if (this.#isLeaving) return peer.refuse(call, 'draining')
    if (this.#host.paused) return peer.refuse(call, 'paused')
    // It will be refused: the pool sends nothing more to this instance until it hears of a free slot.
    if (gate.running >= gate.capacity) this.#shared.owesStatus = true
    this.#server.call(peer, call, undefined)
  }

  onNotify(notify: NotifyMessage): void {
    this.#server.notify(notify, undefined)
  }

  onRoom(): void {
    this.#host.onRoom()
  }

  onQuiet(): void {
    if (this.#isLeaving) this.link.close('goingAway', 'drained')
  }

  onEnd(end: LinkEnd): void {
    this.#host.onEnd(this, end)
  }

  onGone(): void {
    this.#host.onGone(this)
  }

  get #isLeaving(): boolean {
    const { state } = this.link.peer
    return state === 'leaving' || state === 'parting'
  }
}
