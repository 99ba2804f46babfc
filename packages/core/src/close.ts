/**
 * Why a connection ends, as WebSocket close codes: one table.
 *
 * 44xx are ours (RFC 6455, section 7.4.2: 4000 to 4999 are for private use), told apart by what a provider
 * does next: after a fatal one it does not come back, because it would be refused again.
 */

/** One row of {@link closeCodes}. */
export interface CloseInfo {
  readonly code: number
  /** Whether coming back is pointless. */
  readonly fatal: boolean
  /** What it means, for people. */
  readonly meaning: string
}

/** The name of a close code, as in `closeCodes.version`. */
export type CloseName =
  | 'normal'
  | 'goingAway'
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'dialect'
  | 'handshakeTimeout'
  | 'silent'
  | 'tooLarge'
  | 'version'
  | 'overloaded'
  | 'internal'

/** Every close code that this side sends on purpose. */
export const closeCodes: Readonly<Record<CloseName, CloseInfo>> = {
  /** RFC 6455, section 7.4.1. */
  normal: { code: 1000, fatal: false, meaning: 'closed on purpose' },
  /** RFC 6455, section 7.4.1. Also after a drain. */
  goingAway: { code: 1001, fatal: false, meaning: 'that side goes away' },
  /** What arrived breaks the rules of the wire: can't be decoded, or not allowed in this state. */
  malformed: { code: 4400, fatal: false, meaning: 'a message broke the protocol' },
  unauthenticated: { code: 4401, fatal: true, meaning: 'the pool does not know who this is' },
  forbidden: { code: 4403, fatal: true, meaning: 'the pool knows who this is and does not let it in' },
  dialect: { code: 4406, fatal: true, meaning: 'no subprotocol in common' },
  /** No HELLO or WELCOME in time. */
  handshakeTimeout: { code: 4408, fatal: false, meaning: 'the handshake took too long' },
  /** The heartbeat found nobody. */
  silent: { code: 4409, fatal: false, meaning: 'the other side fell silent' },
  tooLarge: { code: 4413, fatal: false, meaning: 'a message was larger than this side takes' },
  version: { code: 4426, fatal: true, meaning: 'no protocol version in common' },
  /** The pool took the connection apart for its own protection. */
  overloaded: { code: 4429, fatal: false, meaning: 'too much at once' },
  internal: { code: 4500, fatal: false, meaning: 'something broke on that side' },
}

const fatal: ReadonlySet<number> = new Set(
  Object.values(closeCodes)
    .filter((row) => row.fatal)
    .map((row) => row.code),
)

/** Whether a provider that was closed with this code should not come back. */
export function isFatalClose(code: number): boolean {
  return fatal.has(code)
}

/**
 * RFC 6455, section 7.4.1, and its registry: no code, a broken connection, and the trouble of a server or of something
 * on the way. After these the connection may go on over another socket; every other code ends it.
 */
const resumable: ReadonlySet<number> = new Set([1005, 1006, 1011, 1012, 1013, 1014])

/** Whether a socket that ended with this code leaves a connection that may be resumed. A silent one (4409) does too, for the side that found it. */
export function isResumableClose(code: number): boolean {
  return resumable.has(code)
}

/** What a WebSocket says of its own accord, which has no words: RFC 6455, section 7.4.1. */
const meanings: Readonly<Record<number, string>> = {
  1009: 'a message was larger than the other side takes',
}

/** How a socket ended, for people: `close code 1009: …`. */
export function closeText({ code, reason }: { readonly code: number; readonly reason: string }): string {
  const said = reason === '' ? meanings[code] : reason
  return said === undefined ? `close code ${code}` : `close code ${code}: ${said}`
}

/** What arrived breaks the rules: the connection must end with this close code, and no other is harmed. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError'
  /** Which row of {@link closeCodes} to close with. */
  readonly close: CloseName

  constructor(close: CloseName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.close = close
  }
}
