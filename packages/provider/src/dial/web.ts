import { WebSocket } from 'isows'
import type { Dial, Unsupported } from './dial.ts'
import { dialGiven } from './given.ts'

/** What a page's WebSocket can't be told. */
export const unsupported: Unsupported = {
  tls: 'its WebSocket has the certificates of the browser or the platform; install yours there',
  headers: 'its WebSocket has no headers; use the option token',
}

/** For browsers, and for every runtime that has no file of its own here. */
export const dial: Dial = (request, outcome) => dialGiven(request.webSocket ?? WebSocket, request, outcome)
