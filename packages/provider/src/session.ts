import {
  type GoAwayMessage,
  type HeartbeatOptions,
  type IncomingCall,
  isRpcError,
  Link,
  type LinkEnd,
  type LinkHost,
  type NotifyMessage,
  protocolVersions,
  type ResumeRequest,
  RpcError,
  Server,
  type WelcomeMessage,
} from '@wsrpc/core'
import type { OpenSocket } from './attempt.ts'
import type { ConnectSettings } from './options.ts'
import type { Shared } from './shared.ts'
import { unsaidWelcome } from './unasked.ts'

/** The connection, as its sockets see it. */
export interface SessionHost {
  readonly paused: boolean
  /** The pool let us in, as a new connection. */
  onWelcome(session: Session, welcome: WelcomeMessage): void
  /** The pool lets the connection go on that the HELLO of this one asked for. `received`: its count of that one. */
  onResumed(fresh: Session, received: number | undefined): void
  onGoAway(session: Session, goAway: GoAwayMessage): void
  /** The transport may take more. */
  onRoom(): void
  /** The socket is lost; the pool keeps the connection for {@link Session.window}. Resume or abandon it. */
  onInterrupted(session: Session, end: LinkEnd): void
  /** Before its calls are told. */
  onEnd(session: Session, end: LinkEnd): void
  /** Nothing of it is left. */
  onGone(session: Session): void
  /** Something failed that no caller hears of. */
  report(error: RpcError): void
}

/**
 * A link of a connection, from the opening of its socket to its end: handshake, serving, leaving. It outlives the
 * socket if the pool lets it go on over another.
 */
export class Session implements LinkHost {
  readonly link: Link
  readonly #shared: Shared
  readonly #settings: ConnectSettings
  readonly #host: SessionHost
  readonly #server: Server
  #url: URL
  /** How the pool let us in. Holds the secret: never to be shown. */
  #welcome: WelcomeMessage | undefined

  constructor(shared: Shared, settings: ConnectSettings, socket: OpenSocket, host: SessionHost) {
    const { registry, alarm, gate, limits, interceptors } = shared
    const { transport, subprotocol } = socket
    this.#url = socket.url
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

  /** Where its socket leads, or led. */
  get url(): URL {
    return this.#url
  }

  /** The connection's id at the pool; '' before the welcome. */
  get id(): string {
    return this.#welcome?.connection ?? ''
  }

  /** For how long the pool keeps it after the loss of a socket, in ms. */
  get window(): number {
    return this.#welcome?.resume?.window ?? 0
  }

  /** Whether no call and no stream is open, in either direction, and the pool has all that it was sent. */
  get isIdle(): boolean {
    return this.link.peer.isIdle && this.link.isIdle
  }

  /** Whether this side said GOAWAY. */
  get isLeaving(): boolean {
    const { state } = this.link.peer
    return state === 'leaving' || state === 'parting'
  }

  /** How its watchdog looks after it: as the pool announces, unless the application said otherwise. */
  get heartbeat(): HeartbeatOptions {
    return { interval: 0, misses: 1, ...this.#welcome?.heartbeat, ...this.#settings.heartbeat }
  }

  /** What a HELLO says to go on with it. */
  get resumeRequest(): ResumeRequest | undefined {
    const welcome = this.#welcome
    if (welcome?.resume === undefined) return undefined
    return { connection: welcome.connection, secret: welcome.resume.secret, received: this.link.received }
  }

  /**
   * @param resume the connection to go on with instead of a new one
   * @throws RpcError when the handshake is too large: a token that is too long.
   */
  greet(token: string | undefined, resume: ResumeRequest | undefined): void {
    if (!this.#settings.dialect.handshake) return
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
      ...(resume === undefined ? {} : { resume }),
    })
  }

  /** In a dialect without a handshake there is nothing to wait for: we are in. */
  begin(): void {
    const { dialect } = this.#settings
    if (!dialect.handshake) this.onWelcome(unsaidWelcome(dialect, this.#shared.limits))
  }

  /** Goes on over the socket of another, which is nothing any more. `received`: the pool's count. */
  resume(fresh: Session, received: number): void {
    this.#url = fresh.#url
    this.link.resume(fresh.link.release(), received)
  }

  /** Tells the pool what is offered now. Does nothing while it can't hear: a welcome is followed by one anyway. */
  sendStatus(): void {
    if (this.#welcome === undefined || this.link.interrupted || this.link.ended !== undefined) return
    try {
      this.link.peer.status(this.#shared.status(this.#host.paused))
    } catch (error) {
      if (!isRpcError(error)) throw error
      this.#host.report(new RpcError(error.code, `the pool can't be told what is offered: ${error.message}`))
    }
  }

  /** Says GOAWAY: new calls are refused, those in flight may end; then it closes. */
  leave(reason: string): void {
    if (this.#welcome !== undefined) this.link.peer.goAway({ type: 'goAway', reason })
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
    // Its limits and features are those of the connection that goes on.
    if (welcome.resumed === true) return this.#host.onResumed(this, welcome.received)
    const { limits, features, resume } = welcome
    this.#welcome = welcome
    this.link.established({
      limits,
      features,
      heartbeat: this.heartbeat,
      resumeWindow: resume?.window ?? 0,
    })
    this.#host.onWelcome(this, welcome)
  }

  onGoAway(goAway: GoAwayMessage): void {
    this.#host.onGoAway(this, goAway)
  }

  onCall(call: IncomingCall): void {
    const { peer } = this.link
    const { gate } = this.#shared
    if (this.isLeaving) return peer.refuse(call, 'draining')
    if (this.#host.paused) return peer.refuse(call, 'paused')
    // It will be refused: the pool sends nothing more to this instance until it hears of a free slot.
    if (gate.running >= gate.capacity) this.#shared.owesStatus = true
    this.#server.call(peer, call, undefined)
  }

  onNotify(notify: NotifyMessage): void {
    this.#server.notify(notify, undefined)
  }

  onFault(error: RpcError): void {
    this.#host.report(error)
  }

  onRoom(): void {
    this.#host.onRoom()
  }

  onQuiet(): void {
    // Without a socket the last answers have not left yet.
    if (this.isLeaving && !this.link.interrupted) this.link.close('goingAway', 'drained')
  }

  onInterrupted(end: LinkEnd): void {
    this.#host.onInterrupted(this, end)
  }

  onEnd(end: LinkEnd): void {
    this.#host.onEnd(this, end)
  }

  onGone(): void {
    this.#host.onGone(this)
  }
}
