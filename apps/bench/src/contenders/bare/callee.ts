import { WebSocket } from 'ws'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers } from '../../work.ts'
import { inWaves } from '../waves.ts'
import { backoff } from './backoff.ts'

/** So many bytes may wait in a socket before the next item is sent. */
const enough = 256 * 1024

/** By the first byte of a message: what comes back. A param of `echo` is JSON and begins with its brace. */
const methods: Readonly<Record<number, (socket: WebSocket, message: Buffer) => unknown>> = {
  [code('{')]: (socket, message) => socket.send(message),
  [code('b')]: (socket, message) => socket.send(handlers.bytes(amount(message))),
  [code('s')]: async (socket, message) => {
    for await (const item of handlers.items(amount(message))) {
      const full = socket.bufferedAmount > enough
      const sent = new Promise((resolve) => socket.send(item, resolve))
      if (full) await sent
    }
  },
}

/** Dials, and dials again when it is lost, after the same waits as a provider of wsrpc: what is compared is the other end. */
class Client {
  readonly #at: string
  #socket: WebSocket | undefined
  /** Dials in a row that failed. */
  #failed = 0

  constructor(at: string) {
    this.#at = at
  }

  /** Resolves when it is connected, for the first time or again. */
  dial(): Promise<void> {
    const socket = new WebSocket(this.#at, { perMessageDeflate: false })
    this.#socket = socket
    socket.on('error', () => {}) // 'close' follows
    socket.on('close', () => setTimeout(() => void this.dial(), backoff(this.#failed++)))
    socket.on('message', (message: Buffer) => void methods[message[0] as number]?.(socket, message))
    return new Promise((resolve) => {
      socket.on('open', () => {
        this.#failed = 0
        resolve()
      })
    })
  }

  end(): void {
    this.#socket?.removeAllListeners('close').terminate()
  }
}

export const open: OpenCallee = async ({ at, clients }): Promise<Callee> => {
  const all: Client[] = []
  await inWaves(clients, () => {
    const client = new Client(at)
    all.push(client)
    return client.dial()
  })
  return { at: '', close: async () => all.forEach((client) => client.end()) }
}

function amount(message: Buffer): number {
  return Number(message.toString('latin1', 1))
}

function code(character: string): number {
  return character.charCodeAt(0)
}
