import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Alarm, createClock, WebSocketTransport } from '@wsrpc/core'
import { type WebSocket, WebSocketServer } from 'ws'
import { Changes } from './changes.ts'
import { PoolEnd, type PoolEndOptions } from './pool-end.ts'

/** What happens to an upgrade, instead of a WebSocket. */
export type Refuse = (request: IncomingMessage, socket: Duplex) => void

/** A real server on loopback, whose WebSockets are pool ends. */
export class TestServer implements AsyncDisposable {
  readonly pools: PoolEnd[] = []
  readonly webSockets: WebSocket[] = []
  readonly requests: IncomingMessage[] = []
  /** TCP connections that are open. */
  readonly sockets = new Set<Socket>()
  /** Set it to refuse instead. */
  refuse: Refuse | undefined
  readonly #changes = new Changes()
  readonly #server: Server
  readonly #wss: WebSocketServer
  readonly #alarm = new Alarm(createClock(globalThis))
  readonly #known = new Map<string, PoolEnd>()

  private constructor(options: PoolEndOptions) {
    this.#wss = new WebSocketServer({ noServer: true })
    this.#server = createServer()
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => {
        this.sockets.delete(socket)
        this.#changes.tell()
      })
    })
    this.#server.on('upgrade', (request, socket, head) => {
      this.requests.push(request)
      this.#changes.tell()
      if (this.refuse !== undefined) return this.refuse(request, socket)
      this.#wss.handleUpgrade(request, socket, head, (webSocket) => {
        this.webSockets.push(webSocket)
        const transport = new WebSocketTransport(webSocket as never)
        if (webSocket.protocol.startsWith('wsrpc.')) {
          const { protocol } = webSocket
          this.pools.push(
            new PoolEnd(transport, protocol, this.#alarm, options, this.#known, this.#changes.tell),
          )
        }
        this.#changes.tell()
      })
    })
  }

  static async listen(options: PoolEndOptions = {}): Promise<TestServer> {
    const server = new TestServer(options)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/pool`
  }

  get pool(): PoolEnd {
    const pool = this.pools.at(-1)
    if (pool === undefined) throw new Error('nobody dialled')
    return pool
  }

  /** Resolves once it is so: a request, a WebSocket or a STATUS has come, a call has ended, a socket is gone. */
  until(isSo: () => boolean): Promise<void> {
    return this.#changes.until(isSo)
  }

  /** Refuses upgrades with this answer. */
  answer(status: string, headers: Record<string, string> = {}, body = ''): void {
    const lines = Object.entries({ ...headers, 'Content-Length': String(Buffer.byteLength(body)) })
    this.refuse = (_request, socket) => {
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${head}\r\n${body}`)
    }
  }

  /** Leaves upgrades without an answer, after `first`. */
  hang(first = ''): void {
    this.refuse = (_request, socket) => {
      // An upgraded socket is nobody's: unread, its end would never be seen.
      socket.on('error', () => {})
      socket.on('end', () => socket.end())
      socket.resume()
      socket.write(first)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.#wss.close()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
