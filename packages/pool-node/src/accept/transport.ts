import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { maxHandshakeBytes, maxWireBytes, WsPlatform, WsTransport } from '@wsrpc/core'
import type { Socket } from 'node:net'
import type { Traffic } from '../stats/traffic.ts'

/** What is read of a stranger, in bytes: a HELLO, and the WebSocket frames around it. */
const mostFromStranger = 2 * maxHandshakeBytes

/** One for all, made for the first. */
let server: WsPlatform | undefined

/** A `ws` server socket that is open, as a transport. */
export class NodeTransport extends WsTransport implements Traffic {
  readonly #stream: Duplex
  readonly #maxBytes: number
  /** Bytes that a stranger has sent. */
  #heard = 0
  #held = false

  /** @param maxBytes largest message that `socket` takes, in bytes. */
  constructor(socket: WebSocket, stream: Duplex, maxBytes: number = maxWireBytes) {
    server ??= new WsPlatform((size) => Buffer.allocUnsafe(size))
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
    this.#release()
  }

  hold(): void {
    this.#held = true
    this.#stream.pause()
  }

  /** Reads again: who is not let in has its close to send back, and would else be waited for in vain. */
  override close(code: number, reason: string): void {
    this.#release()
    super.close(code, reason)
  }

  #release(): void {
    if (this.#held) this.#stream.resume()
    this.#held = false
  }

  /** `ws` would gather a message up to the size that a provider may send, before anyone knows who it is. */
  readonly #count = (chunk: Buffer): void => {
    this.#heard += chunk.length
    if (this.#heard > mostFromStranger) this.terminate()
  }
}
