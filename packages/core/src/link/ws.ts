import type { Payload } from '../codec/codec.ts'
import { FrameReader } from '../framing/frame-reader.ts'
import { type Allocate, maskedFrame, plainFrame } from '../framing/frame-writer.ts'
import { SpareMemory } from '../framing/spare-memory.ts'
import { maxFrameBytes } from '../limits.ts'
import type { Transport, TransportEnd, TransportReceiver } from './transport.ts'
import { closeReason } from './websocket.ts'

/** A socket of the package `ws`, as far as a transport needs it. */
export interface WsSocket {
  readonly readyState: number
  readonly bufferedAmount: number
  send(data: Uint8Array | string): void
  close(code: number, reason: string): void
  terminate(): void
  on(type: 'message', listener: (data: Uint8Array, isBinary: boolean) => void): unknown
  on(type: 'close', listener: (code: number, reason: Uint8Array) => void): unknown
  on(type: 'error', listener: (error: { readonly code?: unknown }) => void): unknown
  /** Not every package of that name has it. */
  ping?(data: string): void
  on(type: 'pong', listener: (data: Uint8Array) => void): unknown
}

/** The stream of bytes under it: a `Duplex` of Node. */
export interface WsStream {
  listeners(type: 'data'): readonly unknown[]
  on(type: 'data', listener: (chunk: Uint8Array) => void): unknown
  on(type: 'drain' | 'resume', listener: () => void): unknown
  off(type: 'data', listener: (chunk: Uint8Array) => void): unknown
  /** `done`: the bytes are not needed any more. */
  write(bytes: Uint8Array, done?: () => void): unknown
  cork(): void
  uncork(): void
  isPaused(): boolean
}

/** What the sockets of one side need of Node besides, and share. */
export class WsPlatform {
  readonly allocate: Allocate
  /** Four bytes that nobody can foresee, for each message of a client; `undefined`: this side is a server. */
  readonly maskingKey: (() => number) | undefined
  /** For what is masked: a part, and what is around it. */
  readonly spare: SpareMemory

  constructor(allocate: Allocate, maskingKey?: () => number) {
    this.allocate = allocate
    this.maskingKey = maskingKey
    this.spare = new SpareMemory(sparePiece, allocate)
  }
}

/** The largest frame of the native dialect, and what is around it. */
const sparePiece = maxFrameBytes + 1024

const open = 1

/**
 * Why `ws` ended the socket, by its own codes. It tells the other side 1009 (RFC 6455, section 7.4.1), and this one only that
 * the connection broke.
 */
const faults: Readonly<Record<string, string>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH:
    'a message came that is larger than this side takes: see limits.maxMessageBytes',
}

/**
 * Longest message of a server that is copied behind its header, in bytes, and the longest of a client that gets memory of
 * its own. Up to 4 KiB memory comes out of Node's pool of buffers; what is larger has to be allocated, which costs more
 * than the second write.
 */
const mostCopied = 2048

/** The binary messages go past `ws`, which has the rest: the handshake, texts, pings, the close, and all that is wrong. */
export class WsTransport implements Transport {
  receiver: TransportReceiver | undefined
  readonly #socket: WsSocket
  readonly #platform: WsPlatform
  readonly #frames: FrameReader | undefined
  /** Where frames are written to; `undefined`: all goes by `ws`. */
  readonly #stream: WsStream | undefined
  #ended = false
  /** Why it ends, where `ws` knows more than it says. */
  #fault = ''
  /** No message is told any more. */
  #deaf = false
  /** Few connections are asked so: the listener comes with the first ping. */
  #hearsPongs = false

  /**
   * @param stream from its opening on nobody else reads it. `undefined`: there is none to be had.
   * @param maxBytes longest message that is read past `ws`, in bytes: not more than `ws` takes. It judges what is longer.
   */
  constructor(socket: WsSocket, stream: WsStream | undefined, platform: WsPlatform, maxBytes: number) {
    this.#socket = socket
    this.#platform = platform
    socket.on('message', (data, isBinary) => this.#message(data, isBinary))
    socket.on('close', (code, reason) => this.#end({ code, reason: textOf(reason) || this.#fault }))
    socket.on('error', ({ code }) => {
      this.#frames?.stop() // a close event follows
      this.#fault = faults[String(code)] ?? ''
    })
    stream?.on('drain', () => this.receiver?.drained?.())
    this.#frames = stream && this.#takeOver(stream, maxBytes)
    this.#stream = this.#frames && stream
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  send(payload: Payload): boolean {
    if (this.#socket.readyState !== open) return false
    // Nothing of ws can be in between: it compresses nothing here, and writes each of its own frames whole.
    if (typeof payload === 'string' || this.#stream === undefined) this.#socket.send(payload)
    else if (this.#platform.maskingKey !== undefined)
      this.#sendMasked(this.#stream, payload, this.#platform.maskingKey())
    else if (payload.length <= mostCopied) this.#stream.write(plainFrame(payload, this.#platform.allocate))
    else this.#socket.send(payload)
    return true
  }

  /** By `ws`, which writes it at once. */
  ping(nonce: number): void {
    if (this.#socket.readyState !== open || this.#socket.ping === undefined) return
    if (!this.#hearsPongs) this.#socket.on('pong', (data) => this.receiver?.pong?.(Number(textOf(data))))
    this.#hearsPongs = true
    this.#socket.ping(String(nonce))
  }

  /** `ws` corks and uncorks around each of its frames: the stream counts. */
  cork(): void {
    this.#stream?.cork()
  }

  uncork(): void {
    this.#stream?.uncork()
  }

  #sendMasked(stream: WsStream, payload: Uint8Array, key: number): void {
    const { allocate, spare } = this.#platform
    if (payload.length <= mostCopied || payload.length > maxFrameBytes) {
      return void stream.write(maskedFrame(payload, key, allocate))
    }
    const memory = spare.take()
    const frame = maskedFrame(payload, key, (size) => memory.subarray(0, size))
    stream.write(frame, () => spare.give(memory))
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, closeReason(reason))
  }

  /** What has come already, and was not told, is dropped too. */
  terminate(): void {
    this.#hearNoMore()
    this.#socket.terminate()
  }

  /** From now on messages of up to `maxBytes` are read past `ws`. */
  protected readUpTo(maxBytes: number): void {
    if (this.#frames !== undefined) this.#frames.maxBytes = maxBytes
  }

  /** Reads in place of `ws`, which gets what is not for us. */
  #takeOver(stream: WsStream, maxBytes: number): FrameReader | undefined {
    const theirs = stream.listeners('data').at(-1) as ((chunk: Uint8Array) => void) | undefined
    if (theirs === undefined) return undefined // another package of that name: a runtime's own
    const { allocate, maskingKey } = this.#platform
    const sink = {
      message: (payload: Uint8Array) => this.receiver?.message(payload),
      // What is lost of it comes again, over the next socket.
      detached: () => this.terminate(),
      // ws pauses the stream at a frame that is large, which is nothing, or wrong: that it tells only after this turn.
      other: (bytes: Uint8Array) => {
        theirs.call(stream, bytes)
        return !stream.isPaused()
      },
    }
    const frames = new FrameReader(sink, maxBytes, { masked: maskingKey === undefined, allocate })
    stream.off('data', theirs)
    stream.on('data', (chunk) => frames.read(chunk))
    stream.on('resume', () => frames.goOn())
    return frames
  }

  #message(data: Uint8Array, isBinary: boolean): void {
    if (this.#deaf) return
    // Plain bytes: a Buffer would reach methods as one, here and not in a browser.
    const payload = isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : textOf(data)
    this.receiver?.message(payload)
  }

  #end(end: TransportEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#hearNoMore()
    this.receiver?.closed(end)
  }

  #hearNoMore(): void {
    this.#deaf = true
    this.#frames?.stop()
  }
}

/** Of a Buffer, which reads itself as UTF-8. */
function textOf(bytes: Uint8Array): string {
  return bytes.toString()
}
