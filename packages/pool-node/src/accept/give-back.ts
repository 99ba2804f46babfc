import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type AppServer, arrivalEvent } from './app-server.ts'

/** Java and others offer HTTP/2 (`Upgrade: h2c`) with every plain request: they want an answer, and no WebSocket. */
export function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** Node reads both as one. */
const connectionHeaders: ReadonlySet<string> = new Set(['connection', 'proxy-connection'])

/**
 * Has the server take an upgrade request as what it is without an 'upgrade' listener: a request. Node has let go of the
 * socket by then, so the server gets it as a new one, with the request in front of what is still to be read.
 *
 * It is the last one on its connection: a socket that is handed over again and again gathers listeners.
 */
export function giveBack(server: AppServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (!connectionHeaders.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1]}`)
  }
  lines.push('Connection: close') // without the word Upgrade in it, Node upgrades nothing
  // Latin-1 is how Node reads what comes before the body.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit(arrivalEvent(server), socket)
}
