import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** A server that is no pool: takes every WebSocket, and closes it at once. */
export class RudeServer {
  /** How often it was dialled. */
  dials = 0
  readonly #server: WebSocketServer

  constructor(code: number, reason: string) {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    this.#server.on('connection', (socket) => {
      this.dials++
      socket.on('error', () => {})
      socket.close(code, reason)
    })
  }

  /** @returns its URL. */
  async open(): Promise<string> {
    await once(this.#server, 'listening')
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/pool`
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    await new Promise<unknown>((resolve) => this.#server.close(resolve))
  }
}
