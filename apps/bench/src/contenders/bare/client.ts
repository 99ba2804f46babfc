import type { WebSocket } from 'ws'
import { itemBytes } from '../../work.ts'

/** One connection, from the caller's side. */
export class Client {
  readonly #socket: WebSocket
  /** Who waits for an answer, in order; those before `#first` have theirs. */
  #waiting: ((answer: Buffer) => void)[] = []
  #first = 0

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (answer: Buffer) => {
      const resolve = this.#waiting[this.#first++]
      // An array's shift() costs by its length.
      if (this.#first === this.#waiting.length) {
        this.#waiting = []
        this.#first = 0
      }
      resolve?.(answer)
    })
  }

  call(message: string | Buffer): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#socket.send(message)
    })
  }

  /** As many answers as there are items. @returns how many bytes they had. */
  async read(count: number): Promise<number> {
    let bytes = 0
    let left = count
    await new Promise<void>((resolve) => {
      const take = ({ length }: Buffer): void => {
        bytes += length
        if (--left === 0) resolve()
      }
      for (let n = 0; n < count; n++) this.#waiting.push(take)
      this.#socket.send(`s${count}`)
    })
    if (bytes !== count * itemBytes) throw new Error(`${count} items had ${bytes} bytes`)
    return bytes
  }
}
