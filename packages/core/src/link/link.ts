import { closeCodes, type CloseName, isResumableClose, ProtocolError } from '../close.ts'
import type { Payload } from '../codec/codec.ts'
import type { DialectHost, DialectSession } from '../dialect/dialect.ts'
import type { RpcError } from '../errors.ts'
import { allLimits, type Limits, maxBufferedBytes } from '../limits.ts'
import type { CallMeta, OutgoingMessage } from '../message.ts'
import type { OutgoingCall } from '../peer/calls.ts'
import type { Timed, TimedBucket } from '../peer/deadlines.ts'
import { describeError } from '../peer/failures.ts'
import type { PeerHost } from '../peer/host.ts'
import type { OutgoingStream } from '../peer/outgoing-stream.ts'
import { Peer } from '../peer/peer.ts'
import { closeStreams } from '../stream/close-streams.ts'
import { LinkStreams } from '../stream/link-streams.ts'
import { Acks } from './acks.ts'
import { Early } from './early.ts'
import { Cork } from './cork.ts'
import { closeEnd } from './ends.ts'
import { Flusher } from './flusher.ts'
import type { Agreement, LinkEnd, LinkHost, LinkOptions } from './host.ts'
import type { Alarm } from './alarm.ts'
import { closeTimeout, lingerTimeout, roomBytes } from './patience.ts'
import { Pings } from './pings.ts'
import { handshakeLimits, readFirst } from './stranger.ts'
import { Timer } from './timer.ts'
import type { Transport, TransportEnd, TransportReceiver } from './transport.ts'

/**
 * Joins a peer to a dialect, a transport and a clock: the only place where bytes, time and promises meet. It lives as
 * long as its connection, over one transport after the other.
 */
export class Link implements PeerHost, DialectHost, TransportReceiver, Timed {
  readonly peer: Peer
  /** When the message came that is read now, or was read last: in ms of the alarm's clock. */
  heardAt: number = 0
  readonly #session: DialectSession
  readonly #streams: LinkStreams
  readonly #alarm: Alarm
  readonly #limits: Limits
  readonly #host: LinkHost
  /** `undefined` while it is interrupted, and once it is given away. */
  #transport: Transport | undefined
  #end: LinkEnd | undefined
  #hadRoom = true
  /** Someone dialled in, and no limits were agreed on. */
  #isStranger: boolean
  #hasStreams = false
  /** Whether the loss of a socket leaves a window. */
  #resumable = false
  #interrupted = false
  #closing = false
  readonly #flusher: Flusher
  /** Of a dialect whose PINGs are no messages of its own. */
  readonly #pings: Pings | undefined
  /** Of a dialect without a handshake, and so without batches. */
  readonly #early: Early | undefined
  readonly #cork: Cork | undefined
  // Made when they are set: there may be many thousand links, most of them idle.
  #linger: Timer | undefined
  #acks: Acks | undefined

  // As something that waits in the alarm.
  deadline: number = Infinity
  bucket: TimedBucket | undefined = undefined
  earlier: Timed | undefined = undefined
  later: Timed | undefined = undefined

  constructor(options: LinkOptions) {
    const { role, dialect, subprotocol, transport, alarm, limits, host } = options
    this.#alarm = alarm
    this.#limits = limits
    this.#host = host
    this.#isStranger = role === 'acceptor' && dialect.handshake
    this.#session = dialect.open(subprotocol, this, handshakeLimits, role)
    this.#flusher = new Flusher(this.#session)
    this.peer = new Peer(role, this, host, alarm.now())
    this.#streams = new LinkStreams(this.peer, alarm, options.describeError ?? describeError)
    this.#pings = dialect.heartbeat === 'frames' ? undefined : new Pings(this.peer, alarm, dialect)
    this.#early = dialect.handshake ? undefined : new Early(transport)
    this.#cork = dialect.handshake ? undefined : new Cork(transport)
    this.#use(transport)
    this.#wait()
  }

  /** Why it ended; `undefined` while it lives. */
  get ended(): LinkEnd | undefined {
    return this.#end
  }

  /** Whether it has no socket now, and may get another. */
  get interrupted(): boolean {
    return this.#interrupted
  }

  /** How many messages arrived that count: what the handshake of a resume tells. */
  get received(): number {
    return this.#session.received
  }

  /** Whether more can be sent: the backpressure that dispatch sees. */
  get hasRoom(): boolean {
    if (this.#session.hasRoom && (this.#session.parts || (this.#transport?.bufferedAmount ?? 0) <= roomBytes))
      return true
    this.#hadRoom = false
    return false
  }

  /** Messages of a type that this version does not know. */
  get ignored(): number {
    return this.#session.ignored
  }

  /** What both sides agreed on; from now on values are held against their limits. */
  established(agreed: Agreement): void {
    this.#isStranger = false
    this.#transport?.welcomed?.()
    this.#session.ourLimits = this.#limits
    this.#session.theirLimits = allLimits(agreed.limits)
    this.#session.refs = this.#streams
    this.#session.parts = agreed.features.includes('parts')
    this.#hasStreams = agreed.features.includes('streams')
    this.#session.keeps = this.#resumable = agreed.resumeWindow > 0
    this.peer.beat(
      this.#pings?.begin(this.#transport, agreed.heartbeat) ?? agreed.heartbeat,
      this.#alarm.now(),
    )
    this.#wait()
    this.#early?.tell(this)
  }

  /** The other side's limits, as far as known. */
  get theirLimits(): Limits {
    return this.#session.theirLimits
  }

  /** `now`: in ms of the alarm's clock, from whoever has just looked. @throws as `Peer.call`. */
  call(call: OutgoingCall, now: number = this.#alarm.now()): void {
    this.peer.call(call, now)
    this.#flusher.called(this.peer.outgoing)
  }

  /** @throws as `Peer.notify`. */
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void {
    this.peer.notify(method, params, meta)
  }

  /** Ends the connection. Open calls are told at once; the other side reads why. */
  close(name: CloseName, reason: string = closeCodes[name].meaning): void {
    if (this.#end !== undefined || this.#closing) return
    this.#closing = true // what is flushed may tell somebody who closes
    this.#session.flush()
    const { code } = closeCodes[name]
    this.#finish({ code, reason, local: true })
    const transport = this.#transport
    if (transport === undefined) return this.#gone()
    if (name === 'silent') return transport.terminate()
    transport.close(code, reason)
    this.#alarm.move(this, this.#alarm.now() + closeTimeout)
  }

  // ---- one connection, several sockets

  /** Drops the socket as if it were lost: nothing of it is read any more. */
  interrupt(): void {
    this.#interrupt({ ...closeEnd('silent'), reason: 'another socket takes its place' })
  }

  /** Whether the other side's count can be right: nothing that it lacks was thrown away. */
  canResume(received: number): boolean {
    return this.#end === undefined && this.#resumable && this.#session.canResume(received)
  }

  /**
   * Gives the transport away, to a link that it resumes: this one is over. Nobody is told.
   *
   * @throws Error when there is none.
   */
  release(): Transport {
    const transport = this.#transport
    if (transport === undefined || this.#end !== undefined) throw new Error('this link has no transport')
    this.#session.flush()
    this.#end = { code: 1000, reason: 'its transport went to another link', local: true }
    this.#transport = undefined
    this.#rest()
    return transport
  }

  /** Goes on over another transport. What the other side lacks is sent again; `received`: its count. */
  resume(transport: Transport, received: number): void {
    this.#interrupted = false
    this.#use(transport)
    transport.welcomed?.()
    this.#session.resume(received)
    this.peer.resume(this.#alarm.now())
    this.#wait()
  }

  /**
   * It will not be resumed: its calls end. `received`: how much of what was sent had arrived, if the other side said so;
   * a call behind that was not started.
   */
  abandon(end: LinkEnd, received?: number): void {
    if (this.#end !== undefined) return
    this.#drop()
    this.#finish(end, received)
    this.#gone()
  }

  // ---- for the peer

  send(message: OutgoingMessage): number {
    if (this.#end !== undefined) return 0 // nobody will read it
    if (message.type === 'ping' && this.#pings !== undefined)
      return this.#pings.ask(this.#transport, message.nonce)
    const size = this.#session.write(message)
    // Alone, since the other side reads its whole message by the limits of the handshake.
    if (message.type === 'welcome') this.#session.flush()
    return size
  }

  get itemRoom(): boolean {
    return this.#session.itemRoom
  }
  get isIdle(): boolean {
    return this.#end !== undefined || this.#session.isIdle
  }
  get theirMaxStreams(): number {
    return this.#hasStreams ? this.#session.theirLimits.maxStreams : 0
  }
  get ourMaxStreams(): number {
    return this.#hasStreams ? this.#limits.maxStreams : 0
  }
  wait(stream: OutgoingStream): void {
    this.#session.wait(stream)
  }
  abort(id: number): boolean {
    return this.#session.abort(id)
  }
  isCutting(id: number): boolean {
    return this.#session.isCutting(id)
  }
  drop(value: unknown): void {
    closeStreams(value)
  }
  onQuiet(): void {
    this.#host.onQuiet?.()
    // The one who leaves closes, as it alone knows when it has no more calls. Should it not, this side does.
    if (this.peer.isLeft && this.#end === undefined) {
      this.#linger ??= new Timer(this.#alarm, () => this.peer.isIdle && this.close('goingAway', 'drained'))
      this.#linger.set(lingerTimeout)
    }
  }
  onBreach(name: CloseName, reason: string): void {
    if (name === 'silent' && this.#resumable) this.#interrupt(closeEnd(name))
    else if (name === 'overloaded') this.onOverload()
    else this.close(name, reason)
  }

  // ---- for the dialect

  transmit(payload: Payload): boolean {
    const transport = this.#transport
    if (transport === undefined) return false
    this.#cork?.begin()
    if (!transport.send(payload)) return false
    if (transport.bufferedAmount > maxBufferedBytes) this.onOverload()
    return true
  }

  flushSoon(): void {
    this.#flusher.soon()
  }
  onRoom(): void {
    this.drained()
  }
  onLeft(id: number): void {
    this.peer.left(id)
  }
  onIdle(): void {
    this.peer.checkQuiet()
  }
  onFault(error: RpcError): void {
    this.#host.onFault?.(error)
  }

  /** One that asks and does not read the answers would fill the memory; no close code can reach it either. */
  onOverload(): void {
    this.#finish(closeEnd('overloaded'))
    this.#transport?.terminate()
  }

  // ---- for the alarm

  expire(now: number): void {
    if (this.#end !== undefined) return this.#transport?.terminate() // nobody answered the close
    this.peer.tick(now)
    this.#wait()
  }

  #use(transport: Transport): void {
    this.#transport = transport
    transport.receiver = this
  }

  // ---- for the transport

  message(payload: Payload): void {
    if (this.#end !== undefined) return
    const now = this.#alarm.now()
    this.heardAt = now
    try {
      if (this.#early?.keeps(payload) === true) return
      if (this.#isStranger) {
        for (const message of readFirst(this.#session, payload)) this.peer.receive(message, now)
      } else {
        this.#session.read(payload, (message, place) => {
          this.peer.receive(message, now, this.#streams.isEmpty ? undefined : this.#streams.broughtAt(place))
        })
        this.#streams.done()
        this.peer.heard()
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      return this.close(error.close, error.message)
    }
    if (!this.#session.owesAck || this.#end !== undefined) return
    if (this.peer.isLeft) this.#session.acknowledge() // it waits for nothing else
    else (this.#acks ??= new Acks(this.#session, this.#alarm)).within(this.#session.ackDelay, now)
  }

  pong(nonce: number): void {
    this.#pings?.answered(nonce)
  }

  drained(): void {
    if (this.#hadRoom || this.#end !== undefined || !this.hasRoom) return
    this.#hadRoom = true
    this.peer.roomy()
    this.#host.onRoom?.()
  }

  closed({ code, reason }: TransportEnd): void {
    this.#transport = undefined
    const end = { code, reason, local: false }
    if (this.#end === undefined && this.#resumable && isResumableClose(code)) return this.#interrupt(end)
    this.#finish(end)
    this.#gone()
  }

  #interrupt(end: LinkEnd): void {
    if (this.#end !== undefined || this.#interrupted) return
    this.#interrupted = true
    this.#drop()
    this.#acks?.clear()
    this.#alarm.remove(this)
    this.peer.interrupt()
    this.#host.onInterrupted(end)
    if (this.#interrupted) this.peer.tellInterrupted()
  }

  /** Nothing of it is heard any more. */
  #drop(): void {
    const transport = this.#transport
    this.#transport = undefined
    if (transport === undefined) return
    transport.receiver = undefined
    transport.terminate()
  }

  #finish(end: LinkEnd, received?: number): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#interrupted = false
    this.#rest()
    try {
      this.#host.onEnd(end)
    } finally {
      this.peer.close(this.#session.arrivals(received))
    }
  }

  /** Nothing waits any more. */
  #rest(): void {
    this.#alarm.remove(this)
    this.#linger?.clear()
    this.#acks?.clear()
  }

  #gone(): void {
    this.#alarm.remove(this)
    this.#alarm.rest()
    this.#host.onGone?.()
  }

  #wait(): void {
    if (this.#end !== undefined) return // what waits now is the other side's answer to the close
    const next = this.peer.nextTick
    if (next !== this.deadline || this.bucket === undefined) this.#alarm.move(this, next)
  }
}
