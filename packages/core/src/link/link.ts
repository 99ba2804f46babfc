import { closeCodes, type CloseName, ProtocolError } from '../close.ts'
import type { Payload } from '../codec/codec.ts'
import type { Dialect, DialectSession } from '../dialect/dialect.ts'
import { defaultLimits, type Limits, maxHandshakeBytes, maxBufferedBytes } from '../limits.ts'
import type {
  CallMeta,
  GoAwayMessage,
  HelloMessage,
  Message,
  NotifyMessage,
  OutgoingMessage,
  Role,
  StatusMessage,
  WelcomeMessage,
} from '../message.ts'
import type { IncomingCall, OutgoingCall } from '../peer/calls.ts'
import type { Timed, TimedBucket } from '../peer/deadlines.ts'
import type { HeartbeatOptions } from '../peer/heartbeat.ts'
import type { PeerHost } from '../peer/host.ts'
import { Peer } from '../peer/peer.ts'
import type { Alarm } from './alarm.ts'
import { Timer } from './timer.ts'
import type { Transport, TransportEnd } from './transport.ts'

/** How a link ended. */
export interface LinkEnd extends TransportEnd {
  /** This side ended it. */
  readonly local: boolean
}

/** Who holds a link: the pool's or the provider's connection. */
export interface LinkHost {
  onHello?(hello: HelloMessage): void
  onWelcome?(welcome: WelcomeMessage): void
  onStatus?(status: StatusMessage): void
  onGoAway(goAway: GoAwayMessage): void
  onCall(call: IncomingCall): void
  onNotify(notify: NotifyMessage): void
  /** After a GOAWAY of either side: no call is open any more. May come more than once. */
  onQuiet?(): void
  /** The transport took what was waiting: there may be room again. */
  onRoom?(): void
  /** Called once, before the open calls are told: whoever sends them elsewhere must know that this way is gone. */
  onEnd(end: LinkEnd): void
  /** Called once, after {@link onEnd}: the transport has ended too, and nothing is left. */
  onGone?(): void
}

export interface LinkOptions {
  readonly role: Role
  readonly dialect: Dialect
  /** The one that both sides agreed on. */
  readonly subprotocol: string
  readonly transport: Transport
  readonly alarm: Alarm
  /** This side's. */
  readonly limits: Limits
  readonly host: LinkHost
}

/** Bytes that may wait in the transport before {@link Link.hasRoom} says no. */
const roomBytes = 1024 * 1024

/** How long the other side may take to answer a close, in ms. */
const closeTimeout = 2000

/** How long the receiver of a GOAWAY waits after the last call, in ms: the other side may call, and closes first. */
const lingerTimeout = 3000

/** What a batch adds to its only frame, in bytes, and some more. */
const batchOverhead = 16

const handshakeLimits: Limits = { ...defaultLimits, maxMessageBytes: maxHandshakeBytes }

/** Joins a peer to a dialect, a transport and a clock: the only place where bytes, time and promises meet. */
export class Link implements PeerHost, Timed {
  readonly peer: Peer
  readonly #session: DialectSession
  readonly #transport: Transport
  readonly #alarm: Alarm
  readonly #limits: Limits
  readonly #host: LinkHost
  #end: LinkEnd | undefined
  #transportEnded = false
  #hadRoom = true
  /** Someone dialled in, and no limits were agreed on. */
  #isStranger: boolean
  readonly #linger: Timer

  // As something that waits in the alarm.
  deadline: number = Infinity
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(options: LinkOptions) {
    const { role, dialect, subprotocol, transport, alarm } = options
    this.#transport = transport
    this.#alarm = alarm
    this.#limits = options.limits
    this.#host = options.host
    this.#linger = new Timer(alarm, () => this.#lingered())
    this.#isStranger = role === 'acceptor' && dialect.handshake
    this.#session = dialect.open(
      subprotocol,
      { transmit: (payload) => this.#transmit(payload) },
      handshakeLimits,
    )
    this.peer = new Peer(role, this, alarm.now())
    transport.receiver = {
      message: (payload) => this.#receive(payload),
      closed: (end) => this.#transportClosed(end),
      drained: () => this.#drained(),
    }
    this.#wait()
  }

  /** Why it ended; `undefined` while it lives. */
  get ended(): LinkEnd | undefined {
    return this.#end
  }

  /** Whether the transport takes more: the backpressure that dispatch sees. */
  get hasRoom(): boolean {
    if (this.#transport.bufferedAmount <= roomBytes) return true
    this.#hadRoom = false
    return false
  }

  /** Messages of a type that this version does not know. */
  get ignored(): number {
    return this.#session.ignored
  }

  /** What the other side announced; from now on values are held against both sides' limits. */
  established(theirs: Partial<Limits>, heartbeat: HeartbeatOptions): void {
    this.#isStranger = false
    this.#transport.welcomed?.()
    this.#session.ourLimits = this.#limits
    this.#session.theirLimits = { ...defaultLimits, ...theirs }
    this.peer.beat(heartbeat, this.#alarm.now())
    this.#wait()
  }

  /** The other side's limits, as far as known. */
  get theirLimits(): Limits {
    return this.#session.theirLimits
  }

  /** @throws as `Peer.call`. */
  call(call: OutgoingCall): void {
    this.peer.call(call, this.#alarm.now())
  }

  /** @throws as `Peer.notify`. */
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void {
    this.peer.notify(method, params, meta)
  }

  /** Ends the connection. Open calls are told at once; the other side reads why. */
  close(name: CloseName, reason: string = closeCodes[name].meaning): void {
    if (this.#end !== undefined) return
    this.#session.flush()
    const { code } = closeCodes[name]
    this.#finish({ code, reason, local: true })
    if (this.#transportEnded) return
    if (name === 'silent') return this.#transport.terminate()
    this.#transport.close(code, reason)
    this.#alarm.move(this, this.#alarm.now() + closeTimeout)
  }

  // ---- for the peer

  send(message: OutgoingMessage): void {
    if (this.#session.write(message)) queueMicrotask(this.#flush)
    // Alone, since the other side reads its whole message by the limits of the handshake.
    if (message.type === 'welcome') this.#session.flush()
  }

  onHello(hello: HelloMessage): void {
    this.#host.onHello?.(hello)
  }
  onWelcome(welcome: WelcomeMessage): void {
    this.#host.onWelcome?.(welcome)
  }
  onStatus(status: StatusMessage): void {
    this.#host.onStatus?.(status)
  }
  onGoAway(goAway: GoAwayMessage): void {
    this.#host.onGoAway(goAway)
  }
  onCall(call: IncomingCall): void {
    this.#host.onCall(call)
  }
  onNotify(notify: NotifyMessage): void {
    this.#host.onNotify(notify)
  }
  onQuiet(): void {
    this.#host.onQuiet?.()
    // The one who leaves closes, as it alone knows when it has no more calls. Should it not, this side does.
    if (this.peer.isLeft && this.#end === undefined) {
      this.#linger.set(lingerTimeout)
    }
  }
  onBreach(name: CloseName, reason: string): void {
    this.close(name, reason)
  }

  // ---- for the alarm

  #lingered(): void {
    if (this.peer.outgoing === 0 && this.peer.incoming === 0) this.close('goingAway', 'drained')
  }

  expire(now: number): void {
    if (this.#end !== undefined) return this.#transport.terminate() // nobody answered the close
    this.peer.tick(now)
    this.#wait()
  }

  readonly #flush = (): void => {
    if (this.#end === undefined) this.#session.flush()
  }

  #transmit(payload: Payload): void {
    // Only what the transport took counts as written: what it did not was certainly not started.
    if (this.#transport.send(payload)) this.peer.written()
    // One that asks and does not read the answers would fill the memory; no close code can reach it either.
    if (this.#transport.bufferedAmount > maxBufferedBytes) this.#drop('overloaded')
  }

  #drop(name: CloseName): void {
    const { code, meaning } = closeCodes[name]
    this.#finish({ code, reason: meaning, local: true })
    if (!this.#transportEnded) this.#transport.terminate()
  }

  #receive(payload: Payload): void {
    if (this.#end !== undefined) return
    const now = this.#alarm.now()
    try {
      if (this.#isStranger) this.#receiveFirst(payload, now)
      else this.#session.read(payload, (message: Message) => this.peer.receive(message, now))
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.close(error.close, error.message)
    }
  }

  /** From somebody whom nobody let in yet: one frame, and a small one. */
  #receiveFirst(payload: Payload, now: number): void {
    if (payload.length > maxHandshakeBytes + batchOverhead) {
      throw new ProtocolError('tooLarge', `before WELCOME a message may have ${maxHandshakeBytes} bytes`)
    }
    const messages: Message[] = []
    this.#session.read(payload, (message) => messages.push(message))
    if (messages.length > 1) throw new ProtocolError('malformed', 'before WELCOME a message holds one frame')
    for (const message of messages) this.peer.receive(message, now)
  }

  #transportClosed(end: TransportEnd): void {
    this.#transportEnded = true
    this.#alarm.remove(this)
    this.#finish({ code: end.code, reason: end.reason, local: false })
    this.#alarm.rest()
    this.#host.onGone?.()
  }

  #finish(end: LinkEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#alarm.remove(this)
    this.#linger.clear()
    try {
      this.#host.onEnd(end)
    } finally {
      this.peer.close()
    }
  }

  #drained(): void {
    if (this.#hadRoom || this.#end !== undefined) return
    this.#hadRoom = true
    this.#host.onRoom?.()
  }

  #wait(): void {
    if (this.#end !== undefined) return // what waits now is the other side's answer to the close
    const next = this.peer.nextTick
    if (next !== this.deadline || this.bucket === undefined) this.#alarm.move(this, next)
  }
}
