import { isRpcError, RpcError } from '../errors.ts'
import { handshakeTimeout } from '../limits.ts'
import type {
  BadMessage,
  CallMessage,
  CallMeta,
  ErrorMessage,
  GoAwayMessage,
  HelloMessage,
  Message,
  OutgoingMessage,
  RefuseReason,
  Role,
  StatusMessage,
  WelcomeMessage,
} from '../message.ts'
import { IncomingCall, type OutgoingCall } from './calls.ts'
import { asRpcError, plainError, unavailable } from './failures.ts'
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts'
import type { PeerCounters, PeerHost } from './host.ts'
import { peerStates, type PeerState } from './states.ts'

/**
 * The brain at one end of a connection: who may say what when, which calls are open, is anybody there. Sans-I/O:
 * no bytes, no timer, no promise; time is an argument. Symmetric but for the handshake.
 */
export class Peer {
  readonly counters: PeerCounters = { late: 0, badNotifies: 0 }
  readonly #host: PeerHost
  readonly #role: Role
  readonly #outgoing = new Map<number, OutgoingCall>()
  readonly #incoming = new Map<number, IncomingCall>()
  #state: PeerState = 'fresh'
  #row = peerStates.dialler.fresh
  #nextId: number
  /** Whether a GOAWAY was said, so that the end of the last call matters. */
  #departing = false
  /** The PING behind this side's GOAWAY, until its PONG came: what the other side sent before it heard has arrived then. */
  #farewell = 0
  #pings = 0
  /** The newest id that the dialect has taken, and the newest that has left. */
  #sentId = 0
  #writtenId = 0
  #heartbeat: Heartbeat | undefined
  /** When the handshake is too late. */
  readonly #openBy: number

  constructor(role: Role, host: PeerHost, now: number) {
    this.#role = role
    this.#host = host
    // The dialler's ids are odd, the acceptor's even: an id names one thing in a connection (RFC 9113, section 5.1.1).
    this.#nextId = role === 'dialler' ? 1 : 2
    this.#row = peerStates[role].fresh
    this.#openBy = now + handshakeTimeout
  }

  get state(): PeerState {
    return this.#state
  }

  /** Whether a new call may be sent now. */
  get mayCall(): boolean {
    return this.#row.send.call !== undefined
  }

  /** Whether the other side said GOAWAY. */
  get isLeft(): boolean {
    return this.#state === 'left' || this.#state === 'parting'
  }

  /**
   * After a GOAWAY: no call is open, in either direction. For the side that leaves also: the other one has heard it, so
   * nothing that it sent before is still on the way, and closing now loses no call.
   */
  get isQuiet(): boolean {
    return this.#departing && this.#farewell === 0 && this.#outgoing.size === 0 && this.#incoming.size === 0
  }

  /** How many calls of this side wait for an answer. */
  get outgoing(): number {
    return this.#outgoing.size
  }

  /** How many calls of the other side this side owes an answer. */
  get incoming(): number {
    return this.#incoming.size
  }

  /** When {@link tick} is due next. */
  get nextTick(): number {
    if (this.#state === 'closed') return Infinity
    return this.#heartbeat?.next ?? (this.#handshakeDone() ? Infinity : this.#openBy)
  }

  // ---- what this side does

  hello(hello: HelloMessage): void {
    this.#say(hello)
  }

  welcome(welcome: WelcomeMessage): void {
    this.#say(welcome)
  }

  status(status: StatusMessage): void {
    this.#say(status)
  }

  goAway(goAway: GoAwayMessage): void {
    if (this.#row.send.goAway === undefined) return
    this.#say(goAway)
    this.#farewell = this.#ping()
  }

  /** From the welcome on. */
  beat(options: HeartbeatOptions, now: number): void {
    this.#heartbeat = new Heartbeat(options, this.#role === 'acceptor' ? 'always' : 'when-silent', now)
  }

  /**
   * Sends a call. Its end is told to `call`, never by a throw but for these:
   *
   * @throws RpcError INVALID_ARGUMENT, not started: a value in params can't travel.
   * @throws RpcError UNAVAILABLE, not started: no calls may be sent in this state.
   */
  call(call: OutgoingCall, now: number): void {
    if (!this.mayCall) throw unavailable('this connection takes no new calls')
    const id = this.#takeId()
    call.id = id
    // The host writes before it is in the map: one that can't travel must leave nothing behind.
    const timeLeft = timeUntil(call.deadline, now)
    this.#host.send({ type: 'call', id, method: call.method, params: call.params, timeLeft, meta: call.meta })
    this.#outgoing.set(id, call)
    this.#sentId = id
  }

  /** Sends a notify. @throws as {@link call}. */
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void {
    if (!this.mayCall) throw unavailable('this connection takes no new calls')
    this.#host.send({ type: 'notify', id: this.#takeId(), method, params, meta })
  }

  /** Gives a call up. Its answer still comes, and is told: until then the other side's slot is taken. */
  cancel(call: OutgoingCall): void {
    if (this.#outgoing.get(call.id) === call) this.#say({ type: 'cancel', id: call.id })
  }

  answer(call: IncomingCall, value: unknown): void {
    if (!this.#settle(call)) return
    try {
      this.#host.send({ type: 'result', id: call.id, value })
    } catch (error) {
      if (!isRpcError(error)) throw error
      this.#host.send(
        plainError(call.id, error.code, `the method's result can't travel: ${error.message}`, 'finished'),
      )
    }
    this.#checkQuiet()
  }

  /** Answers with an error; one whose data can't travel goes without it. */
  fail(call: IncomingCall, error: Omit<ErrorMessage, 'type' | 'id'>): void {
    if (!this.#settle(call)) return
    try {
      this.#host.send({ type: 'error', id: call.id, ...error })
    } catch (failure) {
      if (!isRpcError(failure)) throw failure
      const message = `${error.message.slice(0, 512)} (its data can't travel: ${failure.message})`
      this.#host.send(plainError(call.id, error.code, message, error.execution))
    }
    this.#checkQuiet()
  }

  refuse(call: IncomingCall, reason: RefuseReason): void {
    if (!this.#settle(call)) return
    this.#host.send({ type: 'refuse', id: call.id, reason })
    this.#checkQuiet()
  }

  /** All that was sent so far has left. */
  written(): void {
    this.#writtenId = this.#sentId
  }

  /** The connection is gone for good: every call that is open ends here. */
  close(): void {
    this.#enter('closed')
    const outgoing = [...this.#outgoing.values()]
    const incoming = [...this.#incoming.values()]
    this.#outgoing.clear()
    this.#incoming.clear()
    for (const call of incoming) call.end(new RpcError('UNAVAILABLE', 'the caller is gone'))
    for (const call of outgoing) call.onLost(call.id <= this.#writtenId)
  }

  /** Time passes. Call it when {@link nextTick} is due. */
  tick(now: number): void {
    if (this.#state === 'closed') return
    if (this.#heartbeat === undefined) {
      if (!this.#handshakeDone() && now >= this.#openBy) {
        this.#host.onBreach('handshakeTimeout', `no handshake within ${handshakeTimeout} ms`)
      }
      return
    }
    const verdict = this.#heartbeat.tick(now)
    if (verdict === 'ping') this.#ping()
    else if (verdict === 'lost') this.#host.onBreach('silent', 'the heartbeat found nobody')
  }

  // ---- what the other side does

  /** Takes one message. Never throws; a breach is told to the host. */
  receive(message: Message, now: number): void {
    const next = this.#row.receive[message.type === 'bad' ? message.of : message.type]
    if (next === undefined) {
      if (this.#state !== 'closed')
        this.#breach(`${message.type} is not allowed here (${this.#role}, ${this.#state})`)
      return
    }
    this.#heartbeat?.heard()
    if (next !== this.#state) this.#enter(next)
    this.#handle(message, now)
    this.#checkQuiet()
  }

  #handle(message: Message, now: number): void {
    switch (message.type) {
      case 'call':
        return this.#onCall(message, now)
      case 'result':
        return this.#take(message.id)?.onResult(message.value)
      case 'notify':
        if (this.#accepts(message.id)) this.#host.onNotify(message)
        return
      case 'error':
        return this.#take(message.id)?.onError(asRpcError(message))
      case 'refuse':
        return this.#take(message.id)?.onRefused(message.reason)
      case 'cancel':
        return this.#incoming.get(message.id)?.end(new RpcError('CANCELLED', 'the caller cancelled the call'))
      case 'ping':
        return this.#say({ type: 'pong', nonce: message.nonce })
      case 'pong':
        if (message.nonce === this.#farewell) this.#farewell = 0
        return
      case 'hello':
        return this.#host.onHello(message)
      case 'welcome':
        return this.#host.onWelcome(message)
      case 'status':
        return this.#host.onStatus(message)
      case 'goAway':
        return this.#host.onGoAway(message)
      case 'bad':
        return this.#onBad(message)
    }
  }

  #onCall(message: CallMessage, now: number): void {
    const { id, method, params, timeLeft, meta } = message
    if (!this.#accepts(id)) return
    const call = new IncomingCall(
      id,
      method,
      params,
      timeLeft === undefined ? Infinity : now + timeLeft,
      meta,
    )
    this.#incoming.set(id, call)
    this.#host.onCall(call)
  }

  /** A value broke a limit: it fails only what it belongs to. What steers the connection itself can't be skipped. */
  #onBad(message: BadMessage): void {
    const fault = `${message.of} has a value that is not taken: ${message.fault}`
    switch (message.of) {
      case 'call':
        if (this.#accepts(message.id))
          this.#host.send(plainError(message.id, 'INVALID_ARGUMENT', fault, 'not-started'))
        return
      case 'result':
      case 'error':
        return this.#take(message.id)?.onError(
          new RpcError('INVALID_ARGUMENT', fault, { execution: 'finished' }),
        )
      case 'notify':
        this.counters.badNotifies++
        return
      default:
        return this.#breach(fault)
    }
  }

  /** Whether an id of the other side may begin something: its parity, and that it is not in use. */
  #accepts(id: number): boolean {
    const theirs = this.#role === 'acceptor' ? 1 : 0
    if (id > 0 && id % 2 === theirs && !this.#incoming.has(id)) return true
    this.#breach(`id ${id} ${this.#incoming.has(id) ? 'is in use' : 'is not one that this side may take'}`)
    return false
  }

  #take(id: number): OutgoingCall | undefined {
    const call = this.#outgoing.get(id)
    if (call === undefined) this.counters.late++
    else this.#outgoing.delete(id)
    return call
  }

  #settle(call: IncomingCall): boolean {
    if (this.#incoming.get(call.id) !== call) return false
    this.#incoming.delete(call.id)
    return true
  }

  #ping(): number {
    this.#say({ type: 'ping', nonce: ++this.#pings })
    return this.#pings
  }

  #takeId(): number {
    const id = this.#nextId
    this.#nextId += 2
    return id
  }

  /** Sends a message of the protocol itself and follows the table. */
  #say(message: OutgoingMessage): void {
    const next = this.#row.send[message.type]
    if (next === undefined) {
      throw new RpcError(
        'FAILED_PRECONDITION',
        `${message.type} can't be sent here (${this.#role}, ${this.#state})`,
      )
    }
    this.#host.send(message)
    this.#enter(next)
  }

  #enter(state: PeerState): void {
    this.#state = state
    this.#row = peerStates[this.#role][state]
    this.#departing = state === 'leaving' || state === 'left' || state === 'parting'
  }

  #checkQuiet(): void {
    if (this.#departing && this.isQuiet) this.#host.onQuiet()
  }

  #breach(reason: string): void {
    this.#host.onBreach('malformed', reason)
  }

  #handshakeDone(): boolean {
    return this.#state !== 'fresh' && this.#state !== 'greeted'
  }
}

/** Longest time left that travels, in ms: 285,000 years. A receiver takes no number that is not exact. */
const longestTimeLeft = Number.MAX_SAFE_INTEGER

/** `undefined`, which means for ever, also for what is too long to be told. */
function timeUntil(deadline: number, now: number): number | undefined {
  const left = Math.ceil(deadline - now)
  return left > longestTimeLeft ? undefined : Math.max(0, left)
}
