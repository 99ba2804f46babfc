import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers an upgrade request with an HTTP error and closes the socket. `retryAfter` in seconds (RFC 9110, 10.2.3). */
export function refuse(socket: Duplex, status: number, message: string, retryAfter?: number): void {
  const body = `${message}\n`
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
  ]
  // Whoever resets the connection before it reads the answer: Node took its own listener off with the upgrade, and an
  // error that nobody listens to ends the process.
  socket.on('error', () => {})
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** The answer to a request that is for nobody. */
export function refuseUnbound(socket: Duplex): void {
  refuse(socket, 404, 'no such path: nothing is bound here')
}
