import { type Allocate, wholeBinary } from './frame-writer.ts'
import { mask, readKey } from './mask.ts'

/** Who takes what a {@link FrameReader} finds. */
export interface FrameSink {
  /** A binary message: a view of the chunk that it came in, where others lie too. */
  message(payload: Uint8Array): void
  /** Somebody has transferred the memory of a message, and with it all that came in the same chunk. */
  detached(): void
  /**
   * A piece of any other frame, as it came: for somebody who knows all of RFC 6455.
   *
   * @returns false when nothing may be read behind it yet: {@link FrameReader.goOn} is called then.
   */
  other(bytes: Uint8Array): boolean
}

export interface FrameReaderOptions {
  /** Whether the other side masks what it sends, as clients must and servers must not (RFC 6455, section 5.1). */
  readonly masked: boolean
  /** Memory for a message that comes in several chunks. */
  readonly allocate: Allocate
}

const opcode = { mask: 0x0f, close: 0x08 } as const
const final = 0x80
const nothing = new Uint8Array(0)

/**
 * The frames in a stream of bytes, as they lie in the chunks of a socket. It knows one kind, the one that nearly all are:
 * a binary message that is whole, masked as it must be and not too large. What else comes, and what is wrong, goes on
 * as it is; only where it ends is found here.
 */
export class FrameReader {
  /** Longest binary message that is taken here, in bytes. */
  maxBytes: number
  readonly #sink: FrameSink
  readonly #masked: boolean
  readonly #allocate: Allocate
  /** What is to be read again: a header that was cut by the end of a chunk, or all that is behind a frame that has to be judged. */
  #rest: Uint8Array | undefined
  /** How much of another frame is to come. */
  #foreign = 0
  /** A message of which a part has come, and how much is missing. */
  #message: Uint8Array | undefined
  #missing = 0
  #key = 0
  /** A message in several frames is under way: whatever belongs to it goes on. */
  #fragmented = false
  #stopped = false

  constructor(sink: FrameSink, maxBytes: number, { masked, allocate }: FrameReaderOptions) {
    this.#sink = sink
    this.maxBytes = maxBytes
    this.#masked = masked
    this.#allocate = allocate
  }

  /** What comes from now on is dropped, and what was kept. */
  stop(): void {
    this.#stopped = true
    this.#foreign = 0
    this.#rest = undefined
    this.#message = undefined
  }

  /** Reads what is behind a frame that {@link FrameSink.other} had to judge. */
  goOn(): void {
    this.read(nothing)
  }

  /** Takes what the socket brought, and may write to it. */
  read(chunk: Uint8Array): void {
    const bytes = this.#rest === undefined ? chunk : join(this.#rest, chunk)
    this.#rest = undefined
    const { length } = bytes
    let at = 0
    while (at < length) {
      if (this.#foreign > 0) {
        const end = Math.min(bytes.length, at + this.#foreign)
        if (!this.#passOn(bytes, at, end)) return this.#keep(bytes, end)
        at = end
      } else if (this.#stopped) return
      else if (this.#message !== undefined) at = this.#gather(this.#message, bytes, at)
      else if (isCut(bytes, at)) return this.#keep(bytes, at)
      else {
        at = this.#begin(bytes, at)
        if (bytes.length < length) return at < length ? this.#sink.detached() : undefined
      }
    }
  }

  /** A copy: a few bytes must not hold the memory of a whole chunk. */
  #keep(bytes: Uint8Array, from: number): void {
    if (!this.#stopped && from < bytes.length) this.#rest = new Uint8Array(bytes.subarray(from))
  }

  /** A frame begins, with its whole header. @returns where to go on. */
  #begin(bytes: Uint8Array, at: number): number {
    const first = bytes[at] as number
    const isMasked = (bytes[at + 1] as number) >= 0x80
    const length = lengthAt(bytes, at)
    const start = at + headerSize(bytes[at + 1] as number)
    const isKnown = first === wholeBinary && isMasked === this.#masked && !this.#fragmented
    if (!isKnown || length > this.maxBytes) {
      const code = first & opcode.mask
      if (code < opcode.close) this.#fragmented = first < final
      // Behind a CLOSE nothing counts (section 5.5.1).
      if (code === opcode.close) this.#stopped = true
      this.#foreign = start - at + length
      return at
    }
    const end = start + length
    this.#key = isMasked ? readKey(bytes, start - 4) : 0
    if (end > bytes.length) {
      this.#message = plain(this.#allocate(length), 0, length)
      this.#missing = length
      return start
    }
    if (isMasked) mask(bytes, start, end, this.#key)
    this.#sink.message(plain(bytes, start, length))
    return end
  }

  #gather(message: Uint8Array, bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#missing)
    message.set(
      at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end),
      message.length - this.#missing,
    )
    this.#missing -= end - at
    if (this.#missing > 0) return end
    this.#message = undefined
    if (this.#masked) mask(message, 0, message.length, this.#key)
    this.#sink.message(message)
    return end
  }

  #passOn(bytes: Uint8Array, at: number, end: number): boolean {
    this.#foreign -= end - at
    return this.#sink.other(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end))
  }
}

/** Not what Node hands out: a Buffer would reach methods as one, here and not in a browser. */
function plain({ buffer, byteOffset }: Uint8Array, start: number, length: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + start, length)
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

/** Whether the header that begins there is not all here. */
function isCut(bytes: Uint8Array, at: number): boolean {
  const left = bytes.length - at
  return left < 2 || left < headerSize(bytes[at + 1] as number)
}

/** By its second byte: the flag of a masking key, and 7 bits of length. */
function headerSize(second: number): number {
  const length = second & 0x7f
  const key = second >= 0x80 ? 4 : 0
  return key + (length < 126 ? 2 : length === 126 ? 4 : 10)
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const length = (bytes[at + 1] as number) & 0x7f
  if (length < 126) return length
  if (length === 126) return ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
  let wide = 0
  for (let byte = at + 2; byte < at + 10; byte++) wide = wide * 256 + (bytes[byte] as number)
  return wide
}
