import type { WebSocketLike } from '@wsrpc/core'
import type { Dialling, DialOutcome, DialRequest, WebSocketSource } from './dial.ts'
import { Opening } from './opening.ts'

/** Dials with what the option `webSocket` gave: the way in for all that no file here knows. */
export function dialGiven(source: WebSocketSource, request: DialRequest, outcome: DialOutcome): Dialling {
  const opening = new Opening(outcome)
  opening.take(() => makeWebSocket(source, request))
  return opening
}

/** A class has `send` on its prototype, a function has not. */
function makeWebSocket(source: WebSocketSource, { url, protocols }: DialRequest): WebSocketLike {
  const prototype = source.prototype as object | undefined
  const isClass = prototype !== undefined && 'send' in prototype
  if (isClass)
    return new (source as new (url: string, protocols: string[]) => WebSocketLike)(url.href, [...protocols])
  return (source as (url: string, protocols: string[]) => WebSocketLike)(url.href, [...protocols])
}
