/**
 * The messages that peers exchange, whatever the dialect: one unit of meaning each, as plain data.
 *
 * How each looks on the wire is the dialect's business (`dialect/wsrpc/encode.ts`, PROTOCOL.md).
 */

import type { ErrorCode, Execution } from './errors.ts'
import type { Limits } from './limits.ts'

/** Which end of a connection this is: the one that dialled (a provider) or the one that accepted (a pool). */
export type Role = 'dialler' | 'acceptor'

/** What travels with a call besides its method and params. Absent when empty. */
export interface CallMeta {
  /** Which attempt of the call this is; 1, the first, is not sent. */
  attempt?: number
  /** Names the call across its attempts, so that a method can recognise one that it has seen. */
  idempotencyKey?: string
  /** W3C Trace Context (https://www.w3.org/TR/trace-context/): the `traceparent` and `tracestate` headers. */
  trace?: { readonly traceparent: string; readonly tracestate?: string }
  /** Free data of the application. */
  metadata?: Readonly<Record<string, unknown>>
}

/** Provider → pool: who I am and what I can. The first message of a connection. */
export interface HelloMessage {
  readonly type: 'hello'
  /** Oldest and newest protocol version that the sender speaks. */
  readonly versions: readonly [oldest: number, newest: number]
  /** The software, as in `wsrpc/0.1.0`. For logs only. */
  readonly agent: string
  /** The instance: the same for all connections of one provider, fresh at each start of it. */
  readonly instance: string
  /** The provider's name, for people. */
  readonly name?: string
  readonly features: readonly string[]
  readonly limits: Partial<Limits>
  /** Whatever the pool's `authenticate` wants to see. Never logged. */
  readonly token?: string
  /** I was here: let that connection go on. */
  readonly resume?: ResumeRequest
}

/** Names a connection that lost its socket, and proves that it is the sender's. */
export interface ResumeRequest {
  /** The id that WELCOME gave it. */
  readonly connection: string
  /** The secret that WELCOME gave it. Never logged. */
  readonly secret: string
  /** How many counted messages of the pool have arrived on it. */
  readonly received: number
}

/** Pool → provider: you are in. The answer to HELLO. */
export interface WelcomeMessage {
  readonly type: 'welcome'
  readonly version: number
  readonly agent: string
  /** The connection's id, the same in the pool's `connections`. */
  readonly connection: string
  /** The features that both sides have. */
  readonly features: readonly string[]
  readonly limits: Partial<Limits>
  /** How often the pool will ping, and how many unanswered pings mean that the other side is gone. In ms; 0: never. */
  readonly heartbeat: { readonly interval: number; readonly misses: number }
  /** What it takes to go on after the socket was lost. Absent: it can't. */
  readonly resume?: ResumeOffer
  /** The connection that HELLO asked for goes on: its id, its limits and its secret are what they were. */
  readonly resumed?: boolean
  /** How many counted messages of that connection have arrived at the pool. Absent when it knows no such connection. */
  readonly received?: number
}

/** What a provider needs to come back to a connection. */
export interface ResumeOffer {
  /** Never logged. The same as long as the connection stands. */
  readonly secret: string
  /** For how long after the loss of a socket the pool keeps the connection, in ms. */
  readonly window: number
}

/** Provider → pool: what I offer now. Sent after WELCOME, and whenever it changes; it replaces the one before. */
export interface StatusMessage {
  readonly type: 'status'
  /** Method names by service. */
  readonly services: Readonly<Record<string, readonly string[]>>
  /** Most calls at once, over all connections of the instance. */
  readonly concurrency: number
  readonly labels?: Readonly<Record<string, LabelValue>>
  /** No new calls, please: on this connection only. */
  readonly paused?: boolean
}

/** What a label can be. */
export type LabelValue = string | number | boolean

/** Either way: I am draining. Its receiver sends no new calls, lets the old ones finish, then closes. */
export interface GoAwayMessage {
  readonly type: 'goAway'
  /** Why, for people. */
  readonly reason?: string
  /** When to come back, in ms from now. Default: at once. */
  readonly retryAfter?: number
  /** Where to come back: a URL of the same origin. */
  readonly url?: string
}

/** Either way: run this method and answer exactly once. */
export interface CallMessage {
  readonly type: 'call'
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
  /** Time left until the caller's deadline, in ms (a duration, since the two clocks differ). Absent: for ever. */
  readonly timeLeft?: number | undefined
  readonly meta?: CallMeta | undefined
}

/** Either way: run this method, never answer. */
export interface NotifyMessage {
  readonly type: 'notify'
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
  readonly meta?: CallMeta | undefined
}

/** The method's result. */
export interface ResultMessage {
  readonly type: 'result'
  readonly id: number
  readonly value: unknown
}

/** The call failed. */
export interface ErrorMessage {
  readonly type: 'error'
  readonly id: number
  /** A code that the receiver may not know (a newer peer's): it then counts as UNKNOWN. */
  readonly code: ErrorCode
  readonly message: string
  readonly data?: unknown
  /** Only these two can be told by the side that should have run it. */
  readonly execution: Extract<Execution, 'not-started' | 'finished'>
  /** The name of an error that had no code, as in `TypeError`. */
  readonly name?: string
  /** What is behind it on this side, and does not travel: a dialect may find its own form of the error in it. */
  readonly cause?: unknown
}

/** Why a call was refused: it may go elsewhere. */
export type RefuseReason = 'full' | 'draining' | 'paused'

/** The call was not started and may go elsewhere. */
export interface RefuseMessage {
  readonly type: 'refuse'
  readonly id: number
  readonly reason: RefuseReason
}

/**
 * Of a call of the sender's: the caller gave up; it is still answered, when its method has settled, and its streams
 * end. Of a stream of the receiver's: nobody reads it any more; it still ends, when its source has closed.
 */
export interface CancelMessage {
  readonly type: 'cancel'
  readonly id: number
}

/** The next value of a stream. */
export interface ItemMessage {
  readonly type: 'item'
  readonly id: number
  readonly value: unknown
  /** Bytes of its frame: what it costs of the credit. Known to the one who receives it. */
  readonly size?: number
}

/** A stream has no more items. */
export interface EndMessage {
  readonly type: 'end'
  readonly id: number
}

/** A stream broke: it has no more items. */
export interface FailMessage {
  readonly type: 'fail'
  readonly id: number
  /** As in {@link ErrorMessage}. */
  readonly code: ErrorCode
  readonly message: string
  readonly data?: unknown
  readonly name?: string
}

/** So many more bytes of items may be sent on a stream of the receiver's. */
export interface CreditMessage {
  readonly type: 'credit'
  readonly id: number
  readonly bytes: number
}

/** Are you there? A PONG with the same number is owed. */
export interface PingMessage {
  readonly type: 'ping'
  readonly nonce: number
}

/** The answer to PING. */
export interface PongMessage {
  readonly type: 'pong'
  readonly nonce: number
}

/**
 * Not a message that is ever sent: a frame arrived whose value broke a limit. It fails only what it belongs to.
 */
export interface BadMessage {
  readonly type: 'bad'
  /** What it would have been. */
  readonly of: Exclude<Message['type'], 'bad'>
  /** The id in it; -1 if it has none. */
  readonly id: number
  /** What was wrong with it, for people. */
  readonly fault: string
}

/** Everything that a peer can be told by its dialect. */
export type Message =
  | HelloMessage
  | WelcomeMessage
  | StatusMessage
  | GoAwayMessage
  | CallMessage
  | NotifyMessage
  | ResultMessage
  | ErrorMessage
  | RefuseMessage
  | CancelMessage
  | ItemMessage
  | EndMessage
  | FailMessage
  | CreditMessage
  | PingMessage
  | PongMessage
  | BadMessage

/** What a peer can send. */
export type OutgoingMessage = Exclude<Message, BadMessage>

/** The name of a message, as the state table uses it. */
export type MessageType = Message['type']
