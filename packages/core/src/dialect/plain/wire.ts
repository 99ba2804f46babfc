import type { Payload } from '../../codec/codec.ts'
import type { RpcError } from '../../errors.ts'
import type { Limits } from '../../limits.ts'
import type {
  CallMessage,
  CancelMessage,
  ErrorMessage,
  Message,
  NotifyMessage,
  RefuseMessage,
  ResultMessage,
  Role,
} from '../../message.ts'

/** What a plain dialect is asked to say. A NOTIFY, a CANCEL or something in `meta` only if its features have that. */
export type PlainMessage =
  | CallMessage
  | NotifyMessage
  | ResultMessage
  | ErrorMessage
  | RefuseMessage
  | CancelMessage

/** What the wire of a connection may know of it. */
export interface PlainSide {
  /** Which end this is. */
  readonly role: Role
  /** This side's limits: what arrives is held against them. */
  readonly ourLimits: Limits
  /** The other side's, as far as they are known: what is sent is held against them. */
  readonly theirLimits: Limits
  /** More is kept here than a connection may hold: it ends. */
  overloaded(): void
}

/** Who is told what arrived. */
export interface PlainReader {
  /** A call of the other side has an id of `ForeignIds`; an answer the id of this side's call, whether it is known or not. */
  receive(message: Message): void
  /** What has to be said to it at once, and is no message of the peer's. */
  reply(payload: Payload): void
  /** Something that is of no use, and does no harm: counted. */
  ignore(): void
  /** The other side says that something went wrong, and of no call: told to whoever watches the connection. */
  report(error: RpcError): void
}

/** The wire of one connection: all that a plain dialect has to write. */
export interface PlainWire {
  /**
   * One WebSocket message; `undefined`: nothing leaves now, since it is kept for {@link takeKept}, or an answer waits for
   * others.
   *
   * @throws RpcError `not-started`, INVALID_ARGUMENT or UNIMPLEMENTED, when a value in it can't travel: nothing of it may be
   * left then. Of an answer the caller is told its message, and whoever watches this side its `cause`, if there is one.
   */
  encode(message: PlainMessage): Payload | undefined
  /**
   * Reads one WebSocket message, in which there may be several messages, or a piece of one.
   *
   * @throws ProtocolError when nothing can be made of it, and there is no way to say so: the connection ends.
   */
  decode(payload: Payload, reader: PlainReader): void
  /** What was kept back in this turn of the event loop: asked for at its end. Absent: nothing ever is. */
  takeKept?(): Payload | undefined
  /** How many calls and others {@link takeKept} would give now. */
  readonly kept?: number
}
