import type { Payload } from '../codec/codec.ts'
import type { Limits } from '../limits.ts'
import type { Message, OutgoingMessage } from '../message.ts'

/** What a session needs of the one who holds it. */
export interface DialectHost {
  /** A whole WebSocket message is ready to go. */
  transmit(payload: Payload): void
}

/** One connection as its dialect sees it: all the state that the wire needs is in here. */
export interface DialectSession {
  /** The other side's limits: what is sent is held against them. */
  theirLimits: Limits
  /** This side's limits: what arrives is held against them. */
  ourLimits: Limits
  /** How many messages of unknown type were ignored. */
  readonly ignored: number
  /**
   * Encodes a message into the open batch.
   *
   * @returns whether it opened the batch, so that a flush is due.
   * @throws RpcError INVALID_ARGUMENT, `not-started`, when a value in it can't travel. Nothing of it was written.
   */
  write(message: OutgoingMessage): boolean
  /** Hands the open batch to the host, if there is one. */
  flush(): void
  /**
   * Turns what arrived into messages, in order.
   *
   * @throws ProtocolError when it breaks the wire's rules: the connection ends with the error's close code.
   */
  read(payload: Payload, receive: (message: Message) => void): void
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
  /** Whether a handshake comes before all else. */
  readonly handshake: boolean
  /** State for one connection. `subprotocol` is the one that both sides agreed on. */
  open(subprotocol: string, host: DialectHost, limits: Limits): DialectSession
}
