import type { Server } from 'node:http'
import type { Address, ListenOptions } from '../options.ts'
import { addressOf, closeServer, listen, type OnUpgrade } from './listen.ts'
import { type WayIn, wayIn } from './open-pool.ts'

export interface ListenerOptions {
  readonly onUpgrade: OnUpgrade
  readonly onError: (error: Error) => void
}

/** The pool's own server, from the first word of it to its last socket. One port, once. */
export class Listener {
  readonly #options: ListenerOptions
  #server: Promise<Server> | undefined
  #wayIn: WayIn | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  /** Where strangers come from, once it listens. */
  get wayIn(): WayIn | undefined {
    return this.#wayIn
  }

  /**
   * Resolves when it listens; rejects when the address can't be had, and may be asked again then.
   *
   * @throws TypeError (as a rejection) when it listens, or is about to, already.
   */
  async listen(wanted: ListenOptions): Promise<Address> {
    if (this.#server !== undefined) throw new TypeError('this pool listens already: a pool has one port')
    this.#server = listen(wanted, this.#options.onUpgrade)
    try {
      const server = await this.#server
      server.on('error', this.#options.onError)
      this.#wayIn = wayIn(server, wanted.tls ?? {})
      return addressOf(server, wanted.tls !== undefined)
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

  /** Resolves when the port and every socket of it are closed, also those of plain requests. */
  async close(): Promise<void> {
    const server = await this.#listening()
    if (server !== undefined) await closeServer(server)
  }

  /** Drops plain requests that are still there. Those that were upgraded are not the server's any more. */
  async terminate(): Promise<void> {
    const server = await this.#listening()
    server?.closeAllConnections()
  }

  /** The server, also one that is about to listen: it must not open behind a close. */
  async #listening(): Promise<Server | undefined> {
    return this.#server?.catch(() => undefined)
  }
}
