import { type ErrorCode, errorCodes, type LinkEnd, RpcError } from '@wsrpc/core'
import { showUrl } from './url.ts'

/** First of the close codes that name a fault; those below it are the everyday ones. */
const firstFault = 4400

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
  const message = `${showUrl(url)}: ${who} closed the connection${when} (${code}${said})`
  return new RpcError(codeOf(code), message, { execution: 'not-started', data: { close: code } })
}

function codeOf(close: number): ErrorCode {
  for (const [code, row] of Object.entries(errorCodes)) if (row.closeCode === close) return code as ErrorCode
  return 'UNAVAILABLE'
}
