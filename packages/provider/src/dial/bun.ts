import type { WebSocketLike } from '@wsrpc/core'
import type { Dial, DialFailure, DialRequest, TlsOptions, Unsupported } from './dial.ts'
import {
  advise,
  messageOf,
  nothingSaid,
  otherSubprotocol,
  type Reading,
  readFailure,
  showYours,
  statusOnly,
  trustIt,
} from './failure.ts'
import { dialGiven } from './given.ts'
import { Opening } from './opening.ts'
import { checkSupported } from './supported.ts'

/** What Bun's WebSocket reads over, or takes in a way that its documentation does not tell. */
export const unsupported: Unsupported = {
  'tls.pfx': "Bun's WebSocket reads it over; give tls: { cert, key }",
  'tls.minVersion': "Bun's WebSocket has no names for versions; set the least one at the pool",
  'tls.maxVersion': "Bun's WebSocket has no names for versions; set the last one at the pool",
}

/** https://bun.com/reference/bun/WebSocketOptions */
type BunWebSocket = new (
  url: string,
  options: {
    readonly protocols: readonly string[]
    readonly perMessageDeflate: boolean
    readonly headers?: Readonly<Record<string, string>>
    readonly tls?: TlsOptions
  },
) => WebSocketLike

export const dial: Dial = (request, outcome) => {
  if (request.webSocket !== undefined) return dialGiven(request.webSocket, request, outcome)
  const opening = new Opening(outcome, { failureOf })
  opening.take(() => openSocket(request))
  return opening
}

function openSocket({ url, protocols, headers, tls }: DialRequest): WebSocketLike {
  checkSupported({ tls }, unsupported)
  return new (WebSocket as unknown as BunWebSocket)(url.href, {
    protocols,
    // Memory, and secrets mixed with an attacker's text: see the pool.
    perMessageDeflate: false,
    ...(headers === undefined ? {} : { headers }),
    ...(tls === undefined ? {} : { tls }),
  })
}

const readings: readonly Reading[] = [
  statusOnly(/Expected 101 status code: (\d+)/),
  advise(/unable to verify|unable to get|self.signed/i, trustIt),
  otherSubprotocol(/^(Missing|Mismatch) client protocol$/),
  advise(/CERTIFICATE_REQUIRED/, showYours),
  advise(/^Failed to connect$/, `${nothingSaid} Is what is in tls whole, and the passphrase right?`),
]

/** The error that Bun gives is left out: it shows the whole URL, and people put secrets into its query. */
function failureOf(error: unknown): DialFailure {
  const text = messageOf(error).replace(/^WebSocket connection to '.*' failed: /s, '')
  return readFailure(text, readings)
}
