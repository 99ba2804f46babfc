import { once } from 'node:events'
import type { Pool } from '@wsrpc/pool-node'
import { WebSocket, type WebSocketServer } from 'ws'

/** On this machine only, on any free port. */
export const loopback = { host: '127.0.0.1', port: 0 } as const

type Message = Record<string, unknown>

/** One end of a WebSocket that knows nothing of this library: what it is told it writes down. */
export class Stranger {
  readonly socket: WebSocket
  readonly texts: string[] = []
  #taken = 0
  #wake: (() => void) | undefined

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      this.texts.push(data.toString())
      this.#wake?.()
    })
    socket.on('close', () => this.#wake?.())
    socket.on('error', () => {})
  }

  /** Dials, and resolves when the socket is open. */
  static async dial(url: string, ...options: readonly (string[] | object)[]): Promise<Stranger> {
    const socket = new WebSocket(url, ...(options as []))
    const stranger = new Stranger(socket)
    await once(socket, 'open')
    return stranger
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The next message that nobody took. */
  async next<T = Message>(): Promise<T> {
    while (this.texts.length === this.#taken) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the socket is closed')
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return JSON.parse(this.texts[this.#taken++] as string) as T
  }

  /** Sends it, and gives the next message. */
  ask<T = Message>(message: unknown): Promise<T> {
    this.send(message)
    return this.next<T>()
  }

  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    const [code, reason] = (await once(this.socket, 'close')) as [number, Buffer]
    return { code, reason: reason.toString() }
  }

  [Symbol.dispose](): void {
    this.socket.terminate()
  }
}

/** Resolves with the next connection of a server, from its side. */
export async function nextClient(server: WebSocketServer): Promise<Stranger> {
  const [socket] = (await once(server, 'connection')) as [WebSocket]
  return new Stranger(socket)
}

/** Resolves when calls can go to so many. */
export async function connections(pool: Pool, count: number): Promise<void> {
  // Before it is known what they offer, nobody knows how much they take.
  const known = (): number =>
    [...pool.connections.values()].filter(({ concurrency }) => concurrency > 0).length
  while (known() < count) await told(pool, 'connect')
}

/** The next event of an emitter of eventemitter3. */
export function told(emitter: { readonly once: unknown }, event: string): Promise<unknown[]> {
  type Once = (name: string, listener: (...args: unknown[]) => void) => unknown
  return new Promise((resolve) => (emitter.once as Once).call(emitter, event, (...args) => resolve(args)))
}

/** A promise, and who keeps it. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((keep) => (resolve = keep))
  return { promise, resolve }
}
