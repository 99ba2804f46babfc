import type { Server } from 'node:http'
import { type Clock } from '@wsrpc/core'
import type { Address, ListenOptions } from '../options.ts'
import { addressOf, closeServer, listen, type OnUpgrade } from './listen.ts'

/** How long sockets may take to close before they are dropped, in ms. */
const closeGrace = 1000

export interface ListenerOptions {
  readonly clock: Clock
  readonly onUpgrade: OnUpgrade
  readonly onError: (error: Error) => void
  /** Drops the sockets that were upgraded. */
  readonly terminate: () => void
}

/** The pool's own server, from the first word of it to its last socket. One port, once. */
export class Listener {
  readonly #options: ListenerOptions
  #server: Promise<Server> | undefined
  #wanted: ListenOptions | undefined
  #address: Address | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  /** Where it listens, once it does. */
  get address(): Address | undefined {
    return this.#address
  }

  /** Whether whoever reaches the port has to show a certificate that the pool's CA signed. */
  get wantsCertificates(): boolean {
    const tls = this.#wanted?.tls
    return tls?.requestCert === true && tls.rejectUnauthorized !== false
  }

  /**
   * Resolves when it listens; rejects when the address can't be had, and may be asked again then.
   *
   * @throws TypeError (as a rejection) when it listens, or is about to, already.
   */
  async listen(wanted: ListenOptions): Promise<Address> {
    if (this.#server !== undefined) throw new TypeError('this pool listens already: a pool has one port')
    this.#wanted = wanted
    this.#server = listen(wanted, this.#options.onUpgrade)
    try {
      const server = await this.#server
      server.on('error', this.#options.onError)
      this.#address = addressOf(server, wanted.tls !== undefined)
      return this.#address
    } catch (error) {
      this.#server = undefined
      throw error
    }
  }

  /** Takes nobody any more; who is in stays. */
  async stop(): Promise<void> {
    const server = await this.#listening()
    server?.close()
  }

  /** Resolves when the port and every socket of it are closed. Those that take too long are dropped. */
  async close(): Promise<void> {
    const server = await this.#listening()
    if (server === undefined) return
    const { clock, terminate } = this.#options
    const closed = closeServer(server)
    const timer = clock.setTimer(closeGrace, () => {
      terminate()
      server.closeAllConnections()
    })
    await closed
    clock.clearTimer(timer)
  }

  /** The server, also one that is about to listen: it must not open behind a close. */
  async #listening(): Promise<Server | undefined> {
    return this.#server?.catch(() => undefined)
  }
}
