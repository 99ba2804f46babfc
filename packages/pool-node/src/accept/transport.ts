import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import {
  closeReason,
  maxHandshakeBytes,
  type Payload,
  type Transport,
  type TransportEnd,
  type TransportReceiver,
} from '@wsrpc/core'
import type { Socket } from 'node:net'
import type { Traffic } from '../stats/traffic.ts'
import { frameOf, mostCopied } from './frame.ts'

/** What is read of a stranger, in bytes: a HELLO, and the WebSocket frames around it. */
const mostFromStranger = 2 * maxHandshakeBytes

/** A `ws` server socket that is open, as a transport: its own events, which cost less than the browser's ones. */
export class NodeTransport implements Transport, Traffic {
  receiver: TransportReceiver | undefined
  readonly #socket: WebSocket
  readonly #stream: Duplex
  #ended = false
  /** Bytes that a stranger has sent. */
  #heard = 0

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket
    this.#stream = stream
    stream.on('data', this.#count)
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (this.#ended) return
      // Plain bytes: a Buffer would reach methods as one, here and not in a browser.
      const payload = isBinary
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : data.toString()
      this.receiver?.message(payload)
    })
    socket.on('close', (code, reason) => this.#end({ code, reason: reason.toString() }))
    socket.on('error', () => {}) // a close event with the code follows
    stream.on('drain', () => this.receiver?.drained?.())
  }

  /** Counted by the platform, also after the end. A stream that is no socket counts nothing. */
  get bytesReceived(): number {
    return (this.#stream as Partial<Socket>).bytesRead ?? 0
  }
  get bytesSent(): number {
    return (this.#stream as Partial<Socket>).bytesWritten ?? 0
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  send(payload: Payload): boolean {
    if (this.#socket.readyState !== 1) return false
    // Nothing of ws can be in between: it compresses nothing here, and writes each of its own frames whole.
    if (typeof payload !== 'string' && payload.length <= mostCopied) this.#stream.write(frameOf(payload))
    else this.#socket.send(payload)
    return true
  }

  welcomed(): void {
    this.#stream.off('data', this.#count)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, closeReason(reason))
  }

  terminate(): void {
    this.#socket.terminate()
  }

  /** `ws` would gather a message up to the size that a provider may send, before anyone knows who it is. */
  readonly #count = (chunk: Buffer): void => {
    this.#heard += chunk.length
    if (this.#heard > mostFromStranger) this.terminate()
  }

  #end(end: TransportEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.receiver?.closed(end)
  }
}
