import { WebSocket } from 'isows'
import { WebSocket as WsWebSocket } from 'ws'
import type { Dial, Unsupported } from './dial.ts'
import { makeWebSocket, Opening } from './opening.ts'
import { dialWithWs } from './ws.ts'

/** Node can do all. */
export const unsupported: Unsupported = {}

/** Deno and Bun have `process` too. Their own WebSocket is the better one there, whatever happens. */
const isNode = !('deno' in process.versions || 'bun' in process.versions)

export const dial: Dial = (request, outcome) => {
  const { url, protocols, headers, tls, webSocket, failures } = request
  if (webSocket === undefined) {
    // The native one ignores certificates, and never says why a dial failed: after a failure `ws` tells.
    const needsWs = tls !== undefined || headers !== undefined || (isNode && failures > 0)
    if (needsWs || (WebSocket as unknown) === WsWebSocket) return dialWithWs(request, outcome)
  }
  const opening = new Opening(outcome)
  opening.take(() => makeWebSocket(webSocket ?? WebSocket, url, protocols))
  return opening
}
