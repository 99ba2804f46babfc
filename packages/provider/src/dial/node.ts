import { WebSocket } from 'isows'
import type { Dial, Unsupported } from './dial.ts'
import { makeWebSocket, Opening } from './opening.ts'
import { dialWithWs } from './ws.ts'

/** Node can do all. */
export const unsupported: Unsupported = {}

/**
 * Deno and Bun have `process` too. Their own WebSocket is the better one there. Node's ignores certificates, never says why
 * a dial failed, and takes longer.
 */
const isNode = !('deno' in process.versions || 'bun' in process.versions)

export const dial: Dial = (request, outcome) => {
  const { url, protocols, headers, tls, webSocket } = request
  if (webSocket === undefined && (isNode || tls !== undefined || headers !== undefined)) {
    return dialWithWs(request, outcome)
  }
  const opening = new Opening(outcome)
  opening.take(() => makeWebSocket(webSocket ?? WebSocket, url, protocols))
  return opening
}
