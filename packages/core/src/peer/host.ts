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

/** What a peer needs of the one who holds it. It speaks through methods, not event objects: this is the hot path. */
export interface PeerHost {
  /** @throws RpcError when a value in the message can't travel; nothing of it was written then. */
  send(message: OutgoingMessage): void
  onHello(hello: HelloMessage): void
  onWelcome(welcome: WelcomeMessage): void
  onStatus(status: StatusMessage): void
  onGoAway(goAway: GoAwayMessage): void
  /** A call that must be answered. */
  onCall(call: IncomingCall): void
  onNotify(notify: NotifyMessage): void
  /** A GOAWAY was said and `Peer.isQuiet`: the side that leaves may close. May be told more than once. */
  onQuiet(): void
  /** The other side broke the rules, or is gone: end the connection with this close code. */
  onBreach(close: CloseName, reason: string): void
}

/** What a peer counts besides its calls. */
export interface PeerCounters {
  /** Answers that came for no call. */
  late: number
  /** NOTIFYs that could not be read. */
  badNotifies: number
}
