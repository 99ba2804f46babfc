import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { maxHandshakeBytes, maxWireBytes, WsPlatform, WsTransport } from '@wsrpc/core'
import type { Socket } from 'node:net'
import type { Traffic } from '../stats/traffic.ts'

/** What is read of a stranger, in bytes: a HELLO, and the WebSocket frames around it. */
const mostFromStranger = 2 * maxHandshakeBytes

const server = new WsPlatform((size) => Buffer.allocUnsafe(size))

/** A `ws` server socket that is open, as a transport. */
export class NodeTransport extends WsTransport implements Traffic {
  readonly #stream: Duplex
  readonly #maxBytes: number
  /** Bytes that a stranger has sent. */
  #heard = 0
  #held = false

  /** @param maxBytes largest message that `socket` takes, in bytes. */
  constructor(socket: WebSocket, stream: Duplex, maxBytes: number = maxWireBytes) {
    super(socket, stream, server, maxHandshakeBytes)
    this.#stream = stream
    this.#maxBytes = Math.min(maxBytes, maxWireBytes)
    stream.prependListener('data', this.#count)
  }

  /** Counted by the platform, also after the end. A stream that is no socket counts nothing. */
  get bytesReceived(): number {
    return (this.#stream as Partial<Socket>).bytesRead ?? 0
  }
  get bytesSent(): number {
    return (this.#stream as Partial<Socket>).bytesWritten ?? 0
  }

  /** The other side is known now: it may send more than a handshake needs. */
  welcomed(): void {
    this.readUpTo(this.#maxBytes)
    this.#stream.off('data', this.#count)
    if (this.#held) this.#stream.resume()
    this.#held = false
  }

  hold(): void {
    this.#held = true
    this.#stream.pause()
  }

  /** `ws` would gather a message up to the size that a provider may send, before anyone knows who it is. */
  readonly #count = (chunk: Buffer): void => {
    this.#heard += chunk.length
    if (this.#heard > mostFromStranger) this.terminate()
  }
}
