import type { CloseName } from '../close.ts'
import type { Payload, Refs } from '../codec/codec.ts'
import type { RpcError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Message, OutgoingMessage, Role } from '../message.ts'

/** What a session needs of the one who holds it. */
export interface DialectHost {
  /** A whole WebSocket message is ready to go. @returns false when there is no socket now. */
  transmit(payload: Payload): boolean
  /** Something was written, or is due: flush before control returns to the event loop. */
  flushSoon(): void
  /** {@link DialectSession.hasRoom} was asked, was false, and is true again. */
  onRoom(): void
  /** The frame of that id, which travelled in parts, has left whole. */
  onLeft(id: number): void
  /** More waits here than a connection may hold: the other side does not read, or does not say so. */
  onOverload(): void
  /** {@link DialectSession.isIdle}: nothing is on its way now. May be told more than once. */
  onIdle(): void
  /**
   * What no caller is told, for whoever watches the connection: the other side says that something went wrong, and of no call;
   * or the `cause` why an answer could not be written here.
   */
  onFault?(error: RpcError): void
  /** The connection can't go on: it ends with this close code. */
  onBreach?(name: CloseName, reason: string): void
}

/** Waits for its turn to send what counts towards the connection's window. */
export interface Turn {
  go(): void
}

/** One connection as its dialect sees it: all the state that the wire needs is in here. */
export interface DialectSession {
  /** The other side's limits: what is sent is held against them. */
  theirLimits: Limits
  /** This side's limits: what arrives is held against them. */
  ourLimits: Limits
  /** What stands behind the streams in values; `undefined`: nobody knows yet. */
  refs: Refs | undefined
  /** Whether the other side takes frames in parts: without it, none is sent that needs them. */
  parts: boolean
  /** Whether what is sent is kept until it is acknowledged, so that it can be sent again over another socket. */
  keeps: boolean
  /** How many messages of unknown type were ignored. */
  readonly ignored: number
  /**
   * Encodes a message into the open batch.
   *
   * @returns the size of its frame, in bytes.
   * @throws RpcError INVALID_ARGUMENT, `not-started`, when a value in it can't travel. Nothing of it was written.
   */
  write(message: OutgoingMessage): number
  /** Hands the open batch to the host, if there is one, and whatever else may go. */
  flush(): void
  /** The open batch only: in the middle of a turn. */
  sendBatch(): void
  /** How many frames it holds. 0 where there are no batches. */
  readonly batched: number
  /**
   * How many items of streams are in the open batch, if nothing else is; else 0. A source gives the next item some
   * microtasks after the last: it is worth waiting for.
   */
  readonly lazyItems: number
  /**
   * Turns what arrived into messages, in order, each with its place: the same that {@link Refs.fromId} was told for the
   * streams in it.
   *
   * @throws ProtocolError when it breaks the wire's rules: the connection ends with the error's close code.
   */
  read(payload: Payload, receive: (message: Message, place: number) => void): void

  /** Whether more may be given to it: too much is not acknowledged, or travels in parts. */
  readonly hasRoom: boolean
  /** Whether an item of a stream may be written: the connection's window. */
  readonly itemRoom: boolean
  /** Whether nothing that was written waits here: to leave, or to be acknowledged. */
  readonly isIdle: boolean
  /** Has it go when there is {@link itemRoom}, after those that wait already. */
  wait(turn: Turn): void
  /** Whether a frame of that id travels in parts, and has not left whole. */
  isCutting(id: number): boolean
  /** Drops such a frame. @returns whether there was one. */
  abort(id: number): boolean

  /** How many counted messages arrived. */
  readonly received: number
  /** Whether an acknowledgement is due soon. */
  readonly owesAck: boolean
  /** For how long it may wait for a message that goes out anyway, in ms. */
  readonly ackDelay: number
  /** Sends it, if it is due. */
  acknowledge(): void
  /** Whether the other side's count can be right: nothing that it lacks was thrown away. */
  canResume(received: number): boolean
  /** There is another socket: sends again what the other side lacks. */
  resume(received: number): void
  /** Tells of each call whether it had left whole; with the other side's count: whether it had arrived. */
  arrivals(received?: number): (call: number) => boolean
}

/** Messages ⇄ what travels. */
export interface Dialect {
  /** Short name for errors and logs. */
  readonly name: string
  /** WebSocket subprotocols (RFC 6455, section 1.9) that mean this dialect, best first. */
  readonly subprotocols: readonly string[]
  /** What this dialect can say beyond plain calls. Anything absent fails with UNIMPLEMENTED where it is used. */
  readonly features: readonly string[]
  /** How a silent connection is told from a dead one. */
  readonly heartbeat: 'frames' | 'websocket' | 'none'
  /** Whether a handshake comes before all else. Without one nobody says what it offers, or that it goes. */
  readonly handshake: boolean
  /** Whether it is spoken also where no subprotocol was agreed on: who dials in it offers none. Default: no. */
  readonly bare?: boolean
  /**
   * State for one connection. `subprotocol` is the one that both sides agreed on; '' for none.
   *
   * @param role which end this is: a dialect without ids of two kinds gives the other side's calls theirs. Default:
   * `'acceptor'`.
   */
  open(subprotocol: string, host: DialectHost, limits: Limits, role?: Role): DialectSession
}
