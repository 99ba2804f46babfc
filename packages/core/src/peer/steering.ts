import { RpcError } from '../errors.ts'
import { handshakeTimeout } from '../limits.ts'
import type { Message, OutgoingMessage, Role } from '../message.ts'
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts'
import type { PeerHost } from './host.ts'
import { peerStates, type PeerState } from './states.ts'

/** Where a connection stands: who may say what now (the table in states.ts), is anybody there, does somebody leave. */
export class Steering {
  readonly #host: PeerHost
  readonly #role: Role
  #state: PeerState = 'fresh'
  #row = peerStates.dialler.fresh
  /** Whether a GOAWAY was said, so that the end of the last call matters. */
  departing = false
  /** The PING behind this side's GOAWAY, until its PONG came: what the other side sent before it heard has arrived then. */
  #farewell = 0
  #pings = 0
  #heartbeat: Heartbeat | undefined
  /** The socket is lost, and may be replaced: nobody is there to be asked. */
  #interrupted = false
  /** When the handshake is too late. */
  readonly #openBy: number

  constructor(role: Role, host: PeerHost, now: number) {
    this.#role = role
    this.#host = host
    this.#row = peerStates[role].fresh
    this.#openBy = now + handshakeTimeout
  }

  get state(): PeerState {
    return this.#state
  }

  get mayCall(): boolean {
    return this.#row.send.call !== undefined
  }

  get mayLeave(): boolean {
    return this.#row.send.goAway !== undefined
  }

  /** Whether the other side has heard this side's GOAWAY, or there was none. */
  get isHeard(): boolean {
    return this.#farewell === 0
  }

  get nextTick(): number {
    if (this.#state === 'closed' || this.#interrupted) return Infinity
    return this.#heartbeat?.next ?? (this.#handshakeDone ? Infinity : this.#openBy)
  }

  /** Sends a message of the protocol itself and follows the table. @throws RpcError when it may not be sent now. */
  say(message: OutgoingMessage): void {
    const next = this.#row.send[message.type]
    if (next === undefined) {
      const where = `(${this.#role}, ${this.#state})`
      throw new RpcError('FAILED_PRECONDITION', `${message.type} can't be sent here ${where}`)
    }
    this.#host.send(message)
    this.#enter(next)
  }

  /** Says PING behind the GOAWAY that was just said. */
  sayFarewell(): void {
    this.#farewell = this.#ping()
  }

  /** Whether a message may come now; if so, follows the table. A breach is told to the host. */
  takes(message: Message): boolean {
    const next = this.#row.receive[message.type === 'bad' ? message.of : message.type]
    if (next === undefined) {
      if (this.#state !== 'closed') {
        const where = `(${this.#role}, ${this.#state})`
        this.#host.onBreach('malformed', `${message.type} is not allowed here ${where}`)
      }
      return false
    }
    this.heard()
    if (next !== this.#state) this.#enter(next)
    return true
  }

  heard(): void {
    this.#heartbeat?.heard()
  }

  pong(nonce: number): void {
    if (nonce === this.#farewell) this.#farewell = 0
  }

  beat(options: HeartbeatOptions, now: number): void {
    // Nobody said anything before: a dialect without a handshake.
    if (this.#state === 'fresh') this.#enter('open')
    this.#heartbeat = new Heartbeat(options, this.#role === 'acceptor' ? 'always' : 'when-silent', now)
  }

  tick(now: number): void {
    if (this.#state === 'closed' || this.#interrupted) return
    if (this.#heartbeat === undefined) {
      if (!this.#handshakeDone && now >= this.#openBy) {
        this.#host.onBreach('handshakeTimeout', `no handshake within ${handshakeTimeout} ms`)
      }
      return
    }
    const verdict = this.#heartbeat.tick(now)
    if (verdict === 'ping') this.#ping()
    else if (verdict === 'lost') this.#host.onBreach('silent', 'the heartbeat found nobody')
  }

  interrupt(): void {
    this.#interrupted = true
  }

  resume(now: number): void {
    this.#interrupted = false
    this.#heartbeat?.restart(now)
    // What was asked before may be lost with the socket: PINGs are not sent again.
    if (this.#farewell !== 0) this.sayFarewell()
  }

  close(): void {
    this.#enter('closed')
  }

  get #handshakeDone(): boolean {
    return this.#state !== 'fresh' && this.#state !== 'greeted'
  }

  #ping(): number {
    this.say({ type: 'ping', nonce: ++this.#pings })
    return this.#pings
  }

  #enter(state: PeerState): void {
    this.#state = state
    this.#row = peerStates[this.#role][state]
    this.departing = state === 'leaving' || state === 'left' || state === 'parting'
  }
}
