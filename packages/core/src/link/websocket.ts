import type { Payload } from '../codec/codec.ts'
import type { Transport, TransportEnd, TransportReceiver } from './transport.ts'

/** The least of a WebSocket that a link needs. Browsers, Deno, Bun, workerd, Node and `ws` all have it. */
export interface WebSocketLike {
  binaryType: string
  readonly protocol?: string | null
  readonly readyState: number
  readonly bufferedAmount?: number
  send(data: Uint8Array<ArrayBuffer> | string): void
  close(code?: number, reason?: string): void
  /** Only `ws` has it. */
  terminate?(): void
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void
  addEventListener(
    type: 'error',
    listener: (event: { readonly message?: string; readonly error?: unknown }) => void,
  ): void
}

const open = 1

/** A WebSocket that is open, as a transport. */
export class WebSocketTransport implements Transport {
  receiver: TransportReceiver | undefined
  readonly #socket: WebSocketLike
  #ended = false

  constructor(socket: WebSocketLike) {
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.addEventListener('message', ({ data }) => {
      if (this.#ended) return
      this.receiver?.message(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer))
    })
    // Of one that broke, Deno says 0. RFC 6455, section 7.1.5: it is 1006.
    socket.addEventListener('close', ({ code, reason }) =>
      this.#end({ code: code === 0 ? 1006 : code, reason }),
    )
    // A close event follows each error; without a listener some platforms print or throw.
    socket.addEventListener('error', () => {})
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount ?? 0
  }

  send(payload: Payload): boolean {
    if (this.#ended || this.#socket.readyState !== open) return false
    this.#socket.send(payload as Uint8Array<ArrayBuffer> | string)
    return true
  }

  close(code: number, reason: string): void {
    if (!this.#ended) this.#socket.close(sayableCode(code), closeReason(reason))
  }

  terminate(): void {
    if (this.#ended) return
    if (this.#socket.terminate !== undefined) return this.#socket.terminate()
    // A platform without it answers a dead connection's close only after minutes: end it on this side now.
    this.#socket.close()
    this.#end({ code: 1006, reason: 'dropped' })
  }

  #end(end: TransportEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.receiver?.closed(end)
  }
}

/** A page may say 1000 and codes of its own (WHATWG WebSockets, section 3.1: `close`); of the protocol's no other. */
function sayableCode(code: number): number {
  return code >= 3000 && code <= 4999 ? code : 1000
}

/** RFC 6455, section 5.5: a close frame has room for 123 bytes of reason. */
export function closeReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason)
  if (bytes.length <= 123) return reason
  // Cut at a character's border: continuation bytes are 10xxxxxx.
  let end = 120
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--
  return `${new TextDecoder().decode(bytes.subarray(0, end))}…`
}
