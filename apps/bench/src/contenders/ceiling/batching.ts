import { Decoder, Encoder } from '@msgpack/msgpack'
import type { WebSocket } from 'ws'

type Frame = [type: 1, id: number, method: string, param: unknown] | [type: 2, id: number, result: unknown]
export type Handler = (method: string, param: unknown) => unknown

const batchBytes = 64 * 1024
/** An array of 16-bit length: its code, and room for the length. */
const head = 3

/**
 * A batching RPC with nothing else in it: no errors, no deadlines, no limits, no reconnecting. Frames of one turn of the
 * event loop leave as one message. What wsrpc does beyond it is what wsrpc costs.
 */
export class Batching {
  readonly #socket: WebSocket
  readonly #encoder: Encoder = new Encoder({ initialBufferSize: 2048 })
  readonly #decoder: Decoder = new Decoder()
  readonly #handler: Handler
  readonly #pending = new Map<number, (result: unknown) => void>()
  #batch: Buffer = Buffer.allocUnsafe(batchBytes)
  #frames = 0
  #at = head
  #id = 1

  constructor(socket: WebSocket, handler: Handler) {
    this.#socket = socket
    this.#handler = handler
    socket.on('message', (message: Buffer) => {
      const frames = this.#decoder.decode(message) as Frame[]
      for (const frame of frames) this.#take(frame)
    })
  }

  call(method: string, param: unknown): Promise<unknown> {
    return new Promise((resolve) => {
      const id = (this.#id += 2)
      this.#pending.set(id, resolve)
      this.#send([1, id, method, param])
    })
  }

  #send(frame: Frame): void {
    const bytes = this.#encoder.encodeSharedRef(frame)
    if (this.#at + bytes.length > batchBytes) this.#flush()
    // A large one is a batch of its own.
    if (this.#at + bytes.length > batchBytes) this.#batch = Buffer.allocUnsafe(head + bytes.length)
    if (this.#frames === 0) queueMicrotask(this.#flush)
    this.#batch.set(bytes, this.#at)
    this.#at += bytes.length
    this.#frames++
  }

  readonly #flush = (): void => {
    if (this.#frames === 0) return
    const batch = this.#batch
    batch[0] = 0xdc
    batch.writeUInt16BE(this.#frames, 1)
    // A copy of what there is: the socket may keep it, and a new batch for each message would cost more when it is small.
    this.#socket.send(Buffer.from(batch.subarray(0, this.#at)))
    if (batch.length > batchBytes) this.#batch = Buffer.allocUnsafe(batchBytes)
    this.#frames = 0
    this.#at = head
  }

  #take(frame: Frame): void {
    if (frame[0] === 2) {
      this.#pending.get(frame[1])?.(frame[2])
      this.#pending.delete(frame[1])
    } else {
      const [, id, method, param] = frame
      const result = this.#handler(method, param)
      if (result instanceof Promise) void result.then((value) => this.#send([2, id, value]))
      else this.#send([2, id, result])
    }
  }
}
