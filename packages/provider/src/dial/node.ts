import type { Dial, Unsupported } from './dial.ts'
import { dialGiven } from './given.ts'
import { dialWithWs } from './ws.ts'

/** Node can do all. */
export const unsupported: Unsupported = {}

/** Node's own WebSocket ignores certificates, never says why a dial failed, and takes longer: so it is `ws`. */
export const dial: Dial = (request, outcome) =>
  request.webSocket === undefined
    ? dialWithWs(request, outcome)
    : dialGiven(request.webSocket, request, outcome)
