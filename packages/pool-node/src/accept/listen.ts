import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Address, ListenOptions } from '../options.ts'

/**
 * How many connections the system may hold that were not looked at yet. With Node's 511 it drops those of the providers
 * that come back together, and each asks again after 1, 3 and 7 s. The system caps it, most Linux at 4096.
 */
const backlog = 4096

/** Takes an upgrade request. */
export type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A server of the pool's own. Resolves when it listens; rejects when the address can't be had. */
export async function listen(options: ListenOptions, onUpgrade: OnUpgrade): Promise<Server> {
  const server = options.tls === undefined ? createServer(plain) : createTlsServer(options.tls, plain)
  server.on('upgrade', onUpgrade)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(
      { port: options.port ?? 0, backlog, ...(options.host === undefined ? {} : { host: options.host }) },
      () => {
        server.off('error', reject)
        resolve()
      },
    )
  })
  return server
}

/** Where it listens, with a URL that works on this machine. */
export function addressOf(server: Server, secure: boolean): Address {
  const { address, port } = server.address() as AddressInfo
  const name =
    address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address
  return { port, host: address, url: `${secure ? 'wss' : 'ws'}://${name}:${port}` }
}

/** Stops listening, and resolves when every socket of it is closed. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}

/** Someone came with a plain request: a browser's address bar, a health check. */
function plain(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  response.writeHead(426, {
    'Content-Type': 'text/plain; charset=utf-8',
    Upgrade: 'websocket',
    Connection: 'close',
  })
  response.end('This is a wsrpc pool: connect with a WebSocket.\n')
}
