import { WebSocket } from 'isows'
import type { Dial, Unsupported } from './dial.ts'
import { makeWebSocket, Opening } from './opening.ts'

/** What a page's WebSocket can't be told. */
export const unsupported: Unsupported = {
  tls: 'its WebSocket has the certificates of the browser or the platform; install yours there',
  headers: 'its WebSocket has no headers; use the option token',
}

export const dial: Dial = ({ url, protocols, webSocket }, outcome) => {
  const opening = new Opening(outcome)
  opening.take(() => makeWebSocket(webSocket ?? WebSocket, url, protocols))
  return opening
}
