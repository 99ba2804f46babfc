import { on, once } from 'node:events'
import { WebSocket } from 'ws'

/** A charging station that has a WebSocket, and writes JSON. */
export class Station implements Disposable {
  readonly #socket: WebSocket
  readonly #messages: AsyncIterator<unknown[]>

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.#messages = on(socket, 'message', { close: ['close'] }) as AsyncIterator<unknown[]>
  }

  /** Dials, and resolves when the socket is open. */
  static async dial(url: string): Promise<Station> {
    const socket = new WebSocket(url, ['ocpp1.6'])
    const station = new Station(socket)
    await once(socket, 'open')
    return station
  }

  say(...frame: readonly unknown[]): void {
    this.#socket.send(JSON.stringify(frame))
  }

  /** What it is told next. @throws Error when the socket is closed before. */
  async told(): Promise<unknown> {
    const { done, value } = await this.#messages.next()
    if (done === true) throw new Error('the socket is closed')
    return JSON.parse(String(value[0]))
  }

  /** It is called next. @returns the id of the call. @throws Error when it is told something else. */
  async asked(action: string, payload: object): Promise<string> {
    const told = (await this.told()) as [unknown, string]
    const wanted = JSON.stringify([2, told[1], action, payload])
    if (JSON.stringify(told) !== wanted) throw new Error(`told ${JSON.stringify(told)} and not ${wanted}`)
    return told[1]
  }

  async closed(): Promise<{ readonly code: unknown; readonly reason: string }> {
    const [code, reason] = (await once(this.#socket, 'close')) as [number, Buffer]
    return { code, reason: reason.toString() }
  }

  [Symbol.dispose](): void {
    this.#socket.terminate()
  }
}
