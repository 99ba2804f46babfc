import type { ErrorMessage, Payload } from '@wsrpc/core'

/** What a caller may ask of a dialect beyond a call: each is there, or fails with UNIMPLEMENTED. */
export const askedFor = ['notify', 'metadata', 'trace', 'idempotencyKey', 'streams'] as const

export type Asked = (typeof askedFor)[number]

/** An error as it was sent. */
export type SentError = Pick<ErrorMessage, 'code' | 'message' | 'data' | 'execution'>

/** What a dialect says of itself to its suite. */
export interface DialectAbilities {
  /** Which of these it has; of the others the suite sees to it that they fail at once. */
  readonly has: readonly Asked[]
  /** Whether a CANCEL travels. Without, nothing is sent for it. */
  readonly cancels: boolean
  /** Values that travel, with what they are there. Besides those that all dialects have. */
  readonly values: readonly (readonly [name: string, sent: unknown, arrives: unknown])[]
  /** Values that can't travel, in a param `{ Inner: [value] }`, and where: `params[0].Inner[0]`. */
  readonly refused: readonly (readonly [name: string, value: unknown])[]
  /** Messages that break the wire's rules: they end the connection with a ProtocolError, or are answered. */
  readonly malformed: readonly (readonly [name: string, payload: Payload])[]
  /** Values that travel and arrive as they are. Default: those of JSON. */
  readonly plainValues?: readonly unknown[]
  /** A call has exactly one param. Default: any number. */
  readonly oneParam?: boolean
  /** Only one of the two ends calls. Default: both do, at once. */
  readonly oneWay?: boolean
  /** What an error, or a refusal, looks like there, if not as it was sent. */
  errorThere?(sent: SentError): Partial<SentError>
}
