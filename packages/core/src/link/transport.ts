import type { Payload } from '../codec/codec.ts'

/** How a transport ended. Every kind of end takes this one path. */
export interface TransportEnd {
  /** A WebSocket close code: 1005 for none, 1006 for a connection that broke. */
  readonly code: number
  readonly reason: string
}

/** Who listens to a transport. */
export interface TransportReceiver {
  /** A whole message: plain bytes (never a Node Buffer) or text. */
  message(payload: Payload): void
  /** Called once. Nothing comes after it. */
  closed(end: TransportEnd): void
  /** What was buffered has left. Only transports that can tell call it. */
  drained?(): void
  /** The other side's transport has answered {@link Transport.ping}. */
  pong?(nonce: number): void
}

/** Carries whole messages in order. It is open when one gets it, or will never be. */
export interface Transport {
  /** Set by the one who uses it, before control returns to the event loop. */
  receiver: TransportReceiver | undefined
  /** Bytes that were sent and have not left yet, as far as the platform tells. */
  readonly bufferedAmount: number
  /** Takes the memory for ever. @returns false when the transport was closed already: nothing was written. */
  send(payload: Payload): boolean
  /** The other side is known now: it may send more than a handshake needs. */
  welcomed?(): void
  /** Reads nothing until {@link welcomed}: for a side that is not asked who it is, and speaks at once. */
  hold?(): void
  /** Asks the other side's transport for a sign of life (RFC 6455, section 5.5.2). Only those that can have it. */
  ping?(nonce: number): void
  /** Keeps what is sent, to write it together at {@link uncork}. Only those that can, and these have both. */
  cork?(): void
  uncork?(): void
  /** Begins an orderly end; `closed` follows. */
  close(code: number, reason: string): void
  /** Drops it at once, where the platform can; `closed` follows. For a side that does not answer. */
  terminate(): void
}
