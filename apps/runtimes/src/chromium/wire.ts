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

/** Somebody who waits for the answer to a command, or for an event. */
interface Awaiting {
  readonly method: string
  /** Of an event: whose. */
  readonly session?: string
  resolve(result: Json): void
  reject(error: Error): void
}

/** The DevTools protocol over one WebSocket: commands with their answers, and the events of each session. */
export class Wire {
  readonly #socket: WebSocket
  readonly #asked = new Map<number, Awaiting>()
  readonly #events = new Set<Awaiting>()
  #isGone = false
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString('utf8')) as Message))
    socket.on('error', () => {}) // it closes, too
    socket.on('close', () => this.#gone())
  }

  static async open(address: string): Promise<Wire> {
    const socket = new WebSocket(address, { perMessageDeflate: false })
    await once(socket, 'open')
    return new Wire(socket)
  }

  /**
   * @param session the tab's; without one the browser is asked.
   * @throws Error with what the protocol says, or when Chromium is gone.
   */
  ask(method: string, params: Json = {}, session?: string): Promise<Json> {
    return new Promise((resolve, reject) => {
      if (this.#isGone) return reject(goneAt(method))
      const id = ++this.#last
      this.#asked.set(id, { method, resolve, reject })
      this.#socket.send(JSON.stringify({ id, method, params, sessionId: session }))
    })
  }

  /** What the next event of that name brings. @throws Error when Chromium is gone before it comes. */
  next(method: string, session: string): Promise<Json> {
    return new Promise((resolve, reject) => {
      if (this.#isGone) return reject(goneAt(method))
      this.#events.add({ method, session, resolve, reject })
    })
  }

  close(): void {
    this.#socket.terminate()
  }

  #gone(): void {
    this.#isGone = true
    for (const one of [...this.#asked.values(), ...this.#events]) one.reject(goneAt(one.method))
    this.#asked.clear()
    this.#events.clear()
  }

  #take({ id, method = '', params = {}, sessionId = '', result = {}, error }: Message): void {
    if (id === undefined) return this.#tell(method, params, sessionId)
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    if (error === undefined) asked?.resolve(result)
    else asked?.reject(new Error(`${asked.method}: ${error.message}`))
  }

  #tell(method: string, params: Json, session: string): void {
    for (const one of this.#events) {
      if (one.method !== method || one.session !== session) continue
      this.#events.delete(one)
      one.resolve(params)
    }
  }
}

function goneAt(method: string): Error {
  return new Error(`${method}: Chromium is gone`)
}
