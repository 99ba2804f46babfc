import type { Dialect } from '../dialect/dialect.ts'
import type { RpcError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Role } from '../message.ts'
import type { DescribeError } from '../peer/failures.ts'
import type { HeartbeatOptions } from '../peer/heartbeat.ts'
import type { PeerListener } from '../peer/host.ts'
import type { Alarm } from './alarm.ts'
import type { Transport, TransportEnd } from './transport.ts'

/** How a link ended. */
export interface LinkEnd extends TransportEnd {
  /** This side ended it. */
  readonly local: boolean
}

/** Who holds a link: the pool's or the provider's connection. */
export interface LinkHost extends PeerListener {
  /** After a GOAWAY of either side: no call is open any more. May come more than once. */
  onQuiet?(): void
  /** {@link Link.hasRoom} was false, and is true again. */
  onRoom?(): void
  /**
   * The socket is lost, and the connection may go on over another: the host resumes or abandons the link. Only after
   * {@link Link.established} with a window.
   */
  onInterrupted(end: LinkEnd): void
  /** Called once, before the open calls are told: whoever sends them elsewhere must know that this way is gone. */
  onEnd(end: LinkEnd): void
  /** Called once, after {@link onEnd}: the transport has ended too, and nothing is left. */
  onGone?(): void
  /** The other side says that something went wrong, and of no call; or an answer of this side could not be written: its `cause`. */
  onFault?(error: RpcError): void
}

/** What both sides agreed on in the handshake. */
export interface Agreement {
  /** The other side's, as far as it announced them. */
  readonly limits: Partial<Limits>
  /** Those that both sides have. */
  readonly features: readonly string[]
  readonly heartbeat: HeartbeatOptions
  /** For how long the connection is kept after the loss of a socket, in ms; 0: it is not. */
  readonly resumeWindow: number
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
  /** How an error that a stream's source throws looks to the other side. Default: with its message, without its stack. */
  readonly describeError?: DescribeError
}
