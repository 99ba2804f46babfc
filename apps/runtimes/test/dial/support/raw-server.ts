import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ListenOptions } from '@wsrpc/pool-node'

/** What happens to an upgrade. */
export type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A server that does to upgrades what no pool does. */
export class RawServer implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Duplex>()
  readonly #news = new EventEmitter()
  readonly #scheme: string

  private constructor(onUpgrade: OnUpgrade, tls: ListenOptions['tls']) {
    this.#scheme = tls === undefined ? 'ws' : 'wss'
    this.#server = tls === undefined ? createServer() : createSecureServer(tls)
    this.#server.on('upgrade', (request: IncomingMessage, socket, head) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.#sockets.delete(socket)
        this.#news.emit('news')
      })
      onUpgrade(request, socket, head)
    })
  }

  static async listen(onUpgrade: OnUpgrade, tls?: ListenOptions['tls']): Promise<RawServer> {
    const server = new RawServer(onUpgrade, tls)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}/pool`
  }

  /** Resolves when nobody who asked for an upgrade is connected. */
  async empty(): Promise<void> {
    while (this.#sockets.size > 0) await once(this.#news, 'news')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    this.#server.closeAllConnections()
    if (this.#server.listening) await once(this.#server, 'close')
  }
}

/** Refuses with this answer. */
export function answer(status: number, headers: Readonly<Record<string, string>>, body: string): OnUpgrade {
  const all = { ...headers, Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}\r\n${body}`)
}

/** Never answers. An upgraded socket is nobody's: unread, its end would never be seen. */
export const silent: OnUpgrade = (_request, socket) => {
  socket.on('end', () => socket.end())
  socket.resume()
}
