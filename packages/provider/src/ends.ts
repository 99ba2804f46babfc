import { closeCodes, type ErrorCode, errorCodes, isRpcError, type LinkEnd, RpcError } from '@wsrpc/core'
import { showUrl } from './url.ts'

/** First of the close codes that name a fault; those below it are the everyday ones. */
const firstFault = 4400

/** What to do, by close code, where the reason alone does not tell. */
const advice: Readonly<Record<number, string>> = {
  [closeCodes.unauthenticated.code]: '; look at the option token',
}

/** Whether somebody should hear of a socket that ended like this. */
export function isFault(end: LinkEnd): boolean {
  return end.code >= firstFault
}

/** The error that the end of a socket is, for people. */
export function endError(url: URL, end: LinkEnd, welcomed: boolean): RpcError {
  const { code, reason, local } = end
  const who = local ? 'this side' : code === 1006 ? 'something on the way' : 'the pool'
  const when = welcomed ? '' : ' before its welcome'
  const said = reason === '' ? '' : `: ${reason}`
  const message = `${showUrl(url)}: ${who} closed the connection${when} (${code}${said})${advice[code] ?? ''}`
  return new RpcError(codeOf(code), message, { execution: 'not-started', data: { close: code } })
}

/** The application ended a connection that was never let in. `how`: what it called. */
export function closedBefore(how: string): RpcError {
  return new RpcError('CANCELLED', `${how} before the pool let us in`, { execution: 'not-started' })
}

/** A handshake that can't be written: a token that is too long. */
export function unwritten(url: URL, cause: unknown): RpcError {
  const code = isRpcError(cause) ? cause.code : 'INTERNAL'
  const message = `${showUrl(url)}: the handshake can't be written: ${messageOf(cause)}`
  return new RpcError(code, message, { execution: 'not-started', cause })
}

/** The text of what was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function codeOf(close: number): ErrorCode {
  for (const [code, row] of Object.entries(errorCodes)) if (row.closeCode === close) return code as ErrorCode
  return 'UNAVAILABLE'
}
