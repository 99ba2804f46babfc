import type { CloseName } from '../close.ts'
import type {
  GoAwayMessage,
  HelloMessage,
  NotifyMessage,
  OutgoingMessage,
  StatusMessage,
  WelcomeMessage,
} from '../message.ts'
import type { IncomingCall } from './calls.ts'
import type { OutgoingStream } from './outgoing-stream.ts'

/** What a peer needs of the one who holds it. It speaks through methods, not event objects: this is the hot path. */
export interface PeerHost {
  /**
   * @returns the size of the message's frame, in bytes.
   * @throws RpcError when a value in the message can't travel; nothing of it was written then.
   */
  send(message: OutgoingMessage): number
  /** A GOAWAY was said and `Peer.isQuiet`: the side that leaves may close. May be told more than once. */
  onQuiet(): void
  /** The other side broke the rules, or is gone: end the connection with this close code. */
  onBreach(close: CloseName, reason: string): void

  /** Whether more may be sent: if not, answers wait. */
  readonly hasRoom: boolean
  /** Whether an item of a stream may be sent: the connection's window. */
  readonly itemRoom: boolean
  /** Calls the stream's `go` when there is room for items, in the order in which they asked. */
  wait(stream: OutgoingStream): void
  /** Drops the frame of that id that travels in parts and has not left whole. @returns whether there was one. */
  abort(id: number): boolean
  /** Whether a frame of that id travels in parts and has not left whole. */
  isCutting(id: number): boolean
  /** Whether all that was sent has left, and has arrived as far as it would be sent again. */
  readonly isIdle: boolean
  /** Most streams that the other side takes at once. */
  readonly theirMaxStreams: number
  readonly ourMaxStreams: number
  /** A value will not travel: streams in it are closed. */
  drop(value: unknown): void
}

/** Who is told what the other side said. */
export interface PeerListener {
  onHello?(hello: HelloMessage): void
  onWelcome?(welcome: WelcomeMessage): void
  onStatus?(status: StatusMessage): void
  onGoAway(goAway: GoAwayMessage): void
  /** A call that must be answered. */
  onCall(call: IncomingCall): void
  onNotify(notify: NotifyMessage): void
}

/** What a peer counts besides its calls. */
export interface PeerCounters {
  /** Answers and items that came for no call and no stream. */
  late: number
  /** NOTIFYs that could not be read. */
  badNotifies: number
}
