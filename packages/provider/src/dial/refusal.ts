import type { ErrorCode } from '@wsrpc/core'
import type { DialFailure } from './dial.ts'

/** As much of a refusal's text as is read, in characters. */
export const maxBody = 1024

/** What an HTTP status means for a provider that wanted a WebSocket, and what its people can do. */
const advice: Readonly<Record<number, readonly [code: ErrorCode, text: string]>> = {
  400: ['INVALID_ARGUMENT', 'what answers there does not take this request: is it a wsrpc pool?'],
  401: ['UNAUTHENTICATED', 'the pool wants to know who this is: see the options `token` and `headers`'],
  403: ['PERMISSION_DENIED', "the pool does not let this provider in: see the pool's `admit` and `origins`"],
  404: ['NOT_FOUND', 'nothing is bound at this path: compare the URL with the paths that the pool binds'],
  426: ['FAILED_PRECONDITION', 'no subprotocol in common: compare the dialects and codecs of both sides'],
  429: ['RESOURCE_EXHAUSTED', 'the pool takes no more connections from here for now'],
  503: ['UNAVAILABLE', 'the pool takes no connections for now'],
}

/** The failure that an HTTP answer in place of a WebSocket is. `body`: its text, or the beginning of it. */
export function refusal(
  status: number,
  retryAfter: string | undefined,
  body: string,
  now: number,
): DialFailure {
  const [code, text] = advice[status] ?? ['UNAVAILABLE', otherwise(status)]
  const said = sayable(body)
  const wait = retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now)
  return {
    code,
    status,
    message: `HTTP ${status}: ${text}${said === '' ? '' : ` (it says: ${said})`}`,
    ...(wait === undefined ? {} : { retryAfter: wait }),
  }
}

/** Milliseconds to wait: RFC 9110, section 10.2.3, allows seconds or a date. `undefined` if it is neither. */
export function parseRetryAfter(value: string, now: number): number | undefined {
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  // Platforms read much as a date, even '-5'; that of HTTP begins with the day of the week.
  const date = /^\s*[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function otherwise(status: number): string {
  if (status >= 300 && status < 400) return 'redirected; a WebSocket does not follow that: give the new URL'
  return 'what answers there did not open a WebSocket'
}

/** One line of the answer. The pages that proxies send help nobody. */
function sayable(body: string): string {
  const line = body.replaceAll(/\s+/g, ' ').trim()
  if (line.startsWith('<')) return ''
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
