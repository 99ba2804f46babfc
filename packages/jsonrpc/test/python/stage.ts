import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { type BindOptions, Pool } from '@wsrpc/pool-node'
import { jsonrpc } from '../../src/index.ts'
import { connections } from '../support.ts'
import { type Addition, providerProgram } from './document.ts'
import { Program } from './program.ts'
import { pythonHere } from './python.ts'

/** A pool on a port of its own, whose sockets can be cut. */
export class Stage implements AsyncDisposable {
  readonly pool: Pool
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(pool: Pool, server: Server) {
    this.pool = pool
    this.#server = server
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  /** @param port default: a free one. */
  static async open(bound: Partial<BindOptions> = {}, port: number = 0): Promise<Stage> {
    const pool = new Pool()
    pool.bind('/python', { services: ['Backend'], dialect: jsonrpc(), ...bound })
    const server = createServer()
    pool.attach(server)
    const stage = new Stage(pool, server)
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return stage
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/python`
  }

  /** Starts the provider of the document, and resolves when calls can go to it. */
  async join(added: readonly Addition[] = []): Promise<Program> {
    const provider = providerFor(this.url, added)
    await connections(this.pool, 1)
    return provider
  }

  /** Cuts all sockets off, without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.close()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }
}

/** The provider of the document, with what it adds to it. */
export function providerFor(url: string, added: readonly Addition[] = []): Program {
  return new Program(pythonHere(), ['-c', providerProgram(added), url])
}

export async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no failure',
    (error: unknown) => error,
  )
}
