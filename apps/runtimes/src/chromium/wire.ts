import { once } from 'node:events'
import { WebSocket } from 'ws'

/** What the protocol calls parameters and results: JSON. */
// oxlint-disable-next-line no-explicit-any
export type Json = Record<string, any>

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Json
  readonly sessionId?: string
  readonly result?: Json
  readonly error?: { readonly message: string }
}

interface Asked {
  readonly method: string
  resolve(result: Json): void
  reject(error: Error): void
}

/** Told of an event of the protocol. */
export type Listener = (method: string, params: Json) => void

/** The DevTools protocol over one WebSocket: commands with their answers, and the events of each session. */
export class Wire {
  readonly #socket: WebSocket
  readonly #asked = new Map<number, Asked>()
  readonly #listeners = new Map<string, Set<Listener>>()
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString('utf8')) as Message))
    socket.on('close', () => {
      for (const asked of this.#asked.values()) asked.reject(new Error(`${asked.method}: Chromium is gone`))
      this.#asked.clear()
    })
  }

  static async open(address: string): Promise<Wire> {
    const socket = new WebSocket(address, { perMessageDeflate: false })
    await once(socket, 'open')
    return new Wire(socket)
  }

  /** @param session the tab's; without one the browser is asked. @throws Error with what the protocol says. */
  ask(method: string, params: Json = {}, session?: string): Promise<Json> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { method, resolve, reject })
      this.#socket.send(JSON.stringify({ id, method, params, sessionId: session }))
    })
  }

  /** Tells the events of a session, until {@link forget}. */
  listen(session: string, listener: Listener): void {
    const listeners = this.#listeners.get(session) ?? new Set()
    this.#listeners.set(session, listeners.add(listener))
  }

  forget(session: string, listener: Listener): void {
    this.#listeners.get(session)?.delete(listener)
  }

  close(): void {
    this.#socket.terminate()
  }

  #take({ id, method, params = {}, sessionId = '', result = {}, error }: Message): void {
    if (id === undefined) {
      for (const listener of this.#listeners.get(sessionId) ?? []) listener(method as string, params)
      return
    }
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    if (error === undefined) asked?.resolve(result)
    else asked?.reject(new Error(`${asked.method}: ${error.message}`))
  }
}
