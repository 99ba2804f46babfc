import { RpcError } from '../errors.ts'
import type {
  BadMessage,
  CallMessage,
  CallMeta,
  ErrorMessage,
  GoAwayMessage,
  HelloMessage,
  ItemMessage,
  Message,
  RefuseReason,
  Role,
  StatusMessage,
  WelcomeMessage,
} from '../message.ts'
import { CallStreams } from './call-streams.ts'
import { IncomingCall, type OutgoingCall } from './calls.ts'
import { asRpcError, plainError, unavailable } from './failures.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import type { PeerCounters, PeerHost, PeerListener } from './host.ts'
import { type AnswersOwner, IncomingCalls } from './incoming-calls.ts'
import type { IncomingStream, StreamSink } from './incoming-stream.ts'
import type { StreamSource } from './outgoing-stream.ts'
import { claim, OutgoingCalls } from './outgoing-calls.ts'
import type { PeerState } from './states.ts'
import { Steering } from './steering.ts'
import { timeUntil } from './time-left.ts'
import { Streams, type StreamsOwner } from './streams.ts'

/**
 * The brain at one end of a connection: who may say what when, which calls are open, is anybody there. Sans-I/O:
 * no bytes, no timer, no promise; time is an argument. Symmetric but for the handshake.
 */
export class Peer implements AnswersOwner, StreamsOwner {
  readonly counters: PeerCounters = { late: 0, badNotifies: 0 }
  readonly #host: PeerHost
  readonly #listener: PeerListener
  readonly #role: Role
  readonly #streams: Streams
  readonly #outgoing: OutgoingCalls
  readonly #incoming: IncomingCalls
  readonly #steering: Steering
  #nextId: number

  constructor(role: Role, host: PeerHost, listener: PeerListener, now: number) {
    this.#role = role
    this.#host = host
    this.#listener = listener
    this.#streams = new Streams(host, this, role)
    this.#outgoing = new OutgoingCalls(host, this.#streams)
    this.#incoming = new IncomingCalls(host, this, this.#streams)
    // The dialler's ids are odd, the acceptor's even: an id names one thing in a connection (RFC 9113, section 5.1.1).
    this.#nextId = role === 'dialler' ? 1 : 2
    this.#steering = new Steering(role, host, now)
  }

  get state(): PeerState {
    return this.#steering.state
  }

  /** Whether a new call may be sent now. */
  get mayCall(): boolean {
    return this.#steering.mayCall
  }

  /** Whether the other side said GOAWAY. */
  get isLeft(): boolean {
    return this.state === 'left' || this.state === 'parting'
  }

  /**
   * After a GOAWAY: no call and no stream is open, in either direction, and nothing waits to leave. For the side that
   * leaves also: the other one has heard it, so nothing that it sent before is still on the way, and closing now loses
   * no call.
   */
  get isQuiet(): boolean {
    return this.#steering.departing && this.#steering.isHeard && this.isIdle && this.#host.isIdle
  }

  /** Whether no call and no stream is open, in either direction. */
  get isIdle(): boolean {
    return this.#outgoing.size === 0 && this.#incoming.size === 0 && this.#streams.size === 0
  }

  /** How many calls of this side wait for an answer, or for the end of its streams. */
  get outgoing(): number {
    return this.#outgoing.size
  }

  /** How many calls of the other side this side owes an answer, or the end of its streams. */
  get incoming(): number {
    return this.#incoming.size
  }

  /** How many streams are open, in both directions. */
  get streams(): number {
    return this.#streams.size
  }

  /** When {@link tick} is due next. */
  get nextTick(): number {
    return this.#steering.nextTick
  }

  // ---- what this side does

  hello(hello: HelloMessage): void {
    this.#steering.say(hello)
  }

  welcome(welcome: WelcomeMessage): void {
    this.#steering.say(welcome)
  }

  status(status: StatusMessage): void {
    this.#steering.say(status)
  }

  goAway(goAway: GoAwayMessage): void {
    if (!this.#steering.mayLeave) return
    this.#steering.say(goAway)
    this.#steering.sayFarewell()
  }

  /** From the welcome on. */
  beat(options: HeartbeatOptions, now: number): void {
    this.#steering.beat(options, now)
  }

  /**
   * Sends a call. Its end is told to `call`, never by a throw but for these:
   *
   * @throws RpcError INVALID_ARGUMENT, not started: a value in params can't travel.
   * @throws RpcError RESOURCE_EXHAUSTED or UNIMPLEMENTED, not started: the other side takes no more streams, or none.
   * @throws RpcError UNAVAILABLE, not started: no calls may be sent in this state.
   */
  call(call: OutgoingCall, now: number): void {
    if (!this.mayCall) throw unavailable('this connection takes no new calls')
    const id = this.takeId()
    call.id = id
    // The host writes before it is in the map: one that can't travel must leave nothing behind.
    const timeLeft = timeUntil(call.deadline, now)
    try {
      this.#host.send({
        type: 'call',
        id,
        method: call.method,
        params: call.params,
        timeLeft,
        meta: call.meta,
      })
    } catch (error) {
      this.#streams.discard()
      throw error
    }
    this.#outgoing.add(call)
  }

  /** Sends a notify. @throws as {@link call}; INVALID_ARGUMENT also for a stream: nobody could tell how it ended. */
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void {
    if (!this.mayCall) throw unavailable('this connection takes no new calls')
    this.#host.send({ type: 'notify', id: this.takeId(), method, params, meta })
  }

  /**
   * Gives a call up. Its answer still comes, and is told: until then the other side's slot is taken. Its streams end.
   *
   * @returns true when it was withdrawn: it had not left whole, so it was not started, and nothing more is told of it.
   */
  cancel(call: OutgoingCall): boolean {
    return this.#outgoing.cancel(call)
  }

  /** @returns whether it is over: if not, {@link IncomingCall.onReleased} follows. */
  answer(call: IncomingCall, value: unknown): boolean {
    return this.#incoming.answer(call, value)
  }

  /** Answers with an error; one whose data can't travel goes without it. @returns as {@link answer}. */
  fail(call: IncomingCall, error: Omit<ErrorMessage, 'type' | 'id'>): boolean {
    return this.#incoming.fail(call, error)
  }

  refuse(call: IncomingCall, reason: RefuseReason): void {
    this.#incoming.refuse(call, reason)
  }

  /** Opens a stream for a value of the frame that is being written. @returns its id. @throws RpcError as {@link call}. */
  produce(source: StreamSource): number {
    return this.#streams.produce(source)
  }

  /** A stream in the frame that is being read: give it to {@link receive} with the frame's message. @throws Error: a bad id. */
  consume(id: number, sink: StreamSink): IncomingStream {
    return this.#streams.consume(id, sink)
  }

  /** There may be room again: answers that waited leave. */
  roomy(): void {
    this.#incoming.flush()
  }

  /** The frame of that id, which travelled in parts, has left whole. */
  left(id: number): void {
    this.#streams.left(id)
    this.checkQuiet()
  }

  /** The socket is lost, and may be replaced. */
  interrupt(): void {
    this.#steering.interrupt()
  }

  /** Tells the calls of {@link interrupt}: after the one who would send them elsewhere knows of it. */
  tellInterrupted(): void {
    this.#outgoing.interrupted()
  }

  /** The connection goes on over another socket. */
  resume(now: number): void {
    this.#steering.resume(now)
  }

  /** The connection is gone for good: every call that is open ends here. `arrived`: whether a call had arrived whole. */
  close(arrived: (id: number) => boolean): void {
    this.#steering.close()
    this.#outgoing.forgetStreams()
    this.#streams.close()
    this.#incoming.close()
    this.#outgoing.close(arrived)
  }

  /** Time passes. Call it when {@link nextTick} is due. */
  tick(now: number): void {
    this.#steering.tick(now)
  }

  /** Something arrived that is no message of its own, as a part of one. */
  heard(): void {
    this.#steering.heard()
  }

  // ---- what the other side does

  /** Takes one message, with the streams in it. Never throws; a breach is told to the host. */
  receive(message: Message, now: number, brought?: readonly IncomingStream[]): void {
    if (!this.#steering.takes(message)) return
    this.#handle(brought === undefined ? message : this.#streams.screen(message, brought), now, brought)
    this.checkQuiet()
  }

  #handle(message: Message, now: number, brought: readonly IncomingStream[] | undefined): void {
    switch (message.type) {
      case 'call':
        return this.#onCall(message, now, brought)
      case 'result':
        return this.#count(this.#outgoing.result(message.id, message.value, brought))
      case 'item':
        return this.#onItem(message, brought)
      case 'credit':
        return this.#streams.credit(message.id, message.bytes)
      case 'end':
        return this.#count(this.#streams.finish(message.id))
      case 'cancel':
        return this.#isTheirs(message.id)
          ? this.#incoming.cancel(message.id)
          : this.#onStreamCancelled(this.#streams.cancelled(message.id)?.call)
      case 'refuse':
        return this.#count(this.#outgoing.refused(message.id, message.reason))
      case 'ping':
        return this.#steering.say({ type: 'pong', nonce: message.nonce })
      case 'pong':
        return this.#steering.pong(message.nonce)
      case 'notify':
        if (this.#accepts(message.id)) this.#listener.onNotify(message)
        return
      case 'error':
        return this.#count(this.#outgoing.error(message))
      case 'fail':
        return this.#count(
          this.#streams.finish(message.id, () =>
            asRpcError({ ...message, type: 'error', execution: 'finished' }),
          ),
        )
      case 'hello':
        return this.#listener.onHello?.(message)
      case 'welcome':
        return this.#listener.onWelcome?.(message)
      case 'status':
        return this.#listener.onStatus?.(message)
      case 'goAway':
        return this.#listener.onGoAway(message)
      case 'bad':
        return this.#onBad(message)
    }
  }

  #onCall(message: CallMessage, now: number, brought: readonly IncomingStream[] | undefined): void {
    const { id, method, params, timeLeft, meta } = message
    if (!this.#accepts(id)) return
    const deadline = timeLeft === undefined ? Infinity : now + timeLeft
    const call = new IncomingCall(id, method, params, deadline, meta)
    if (brought !== undefined) {
      call.streams = new CallStreams(call)
      claim(call.streams, brought, undefined)
    }
    this.#incoming.add(call)
    this.#listener.onCall(call)
  }

  #onStreamCancelled(call: object | undefined): void {
    if (call instanceof IncomingCall) this.#incoming.streamCancelled(call)
  }

  #onItem({ id, value, size = 0 }: ItemMessage, brought: readonly IncomingStream[] | undefined): void {
    const stream = this.#streams.incoming(id)
    if (stream?.streams === undefined) this.counters.late++
    if (brought !== undefined) {
      if (stream?.streams === undefined) for (const one of brought) one.discard()
      else claim(stream.streams, brought, stream.idleTimeout)
      if (stream?.over === true) for (const one of brought) one.discard()
    }
    if (stream !== undefined && !stream.item(value, size)) {
      this.#breach(`an item of stream ${id}, which had no credit left`)
    }
  }

  /** A value broke a limit: it fails only what it belongs to. What steers the connection itself can't be skipped. */
  #onBad(message: BadMessage): void {
    const { id } = message
    const fault = `${message.of} has a value that is not taken: ${message.fault}`
    const error = (): RpcError => new RpcError('INVALID_ARGUMENT', fault, { execution: 'finished' })
    switch (message.of) {
      case 'call':
        if (this.#accepts(id)) this.#host.send(plainError(id, 'INVALID_ARGUMENT', fault, 'not-started'))
        return
      case 'result':
        // Streams in it were not seen: the CANCEL ends them over there.
        if (this.#outgoing.fail(id, error)) this.#host.send({ type: 'cancel', id })
        else this.counters.late++
        return
      case 'error':
        return this.#count(this.#outgoing.fail(id, error))
      case 'notify':
        this.counters.badNotifies++
        return
      case 'item':
        return this.#count(this.#streams.breakOff(id, error))
      case 'fail':
        return this.#count(this.#streams.finish(id, error))
      default:
        return this.#breach(fault)
    }
  }

  // ---- for its parts

  released(): void {
    this.checkQuiet()
  }
  streamEnded({ call }: CallStreams): void {
    if (call instanceof IncomingCall) this.#incoming.streamEnded(call)
    else this.#outgoing.streamEnded(call as OutgoingCall)
    this.#incoming.retry()
    this.checkQuiet()
  }
  takeId(): number {
    const id = this.#nextId
    this.#nextId += 2
    return id
  }

  /** Tells the host if it is quiet now. */
  checkQuiet(): void {
    if (this.#steering.departing && this.isQuiet) this.#host.onQuiet()
  }

  #isTheirs(id: number): boolean {
    return id % 2 === (this.#role === 'acceptor' ? 1 : 0)
  }

  /** Whether an id of the other side may begin something: its parity, and that it is not in use. */
  #accepts(id: number): boolean {
    if (id > 0 && this.#isTheirs(id) && !this.#incoming.has(id)) return true
    this.#breach(`id ${id} ${this.#incoming.has(id) ? 'is in use' : 'is not one that this side may take'}`)
    return false
  }

  #count(known: boolean): void {
    if (!known) this.counters.late++
  }

  #breach(reason: string): void {
    this.#host.onBreach('malformed', reason)
  }
}
