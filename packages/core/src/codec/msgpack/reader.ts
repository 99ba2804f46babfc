import { StreamRefs } from '../stream-refs.ts'
import { extension } from '../values.ts'
import { KeyCache } from './key-cache.ts'
import { readBigInt, readDate, readTypedArray, toError, toMap } from './read-extension.ts'
import { readAscii } from './read-ascii.ts'
import { firstElement, readId, readInt64, readLength, readUint16, readUint32 } from './read-header.ts'
import type { Refs } from '../codec.ts'

/** Up to this length a loop over the bytes beats a call to TextDecoder. */
const shortString = 32

/** Most elements of an array that is made at once. */
const shortArray = 3

/** A buffer up to this size may be kept in memory by a small view into it. */
const smallBuffer = 4096

/** A byte order mark is part of a string. Has no state of its own between calls. */
const utf8 = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

const keys = /* @__PURE__ */ new KeyCache(utf8)

/**
 * Builds values from the bytes of one message that the scan has been over: it need not look where they end, and may recurse.
 *
 * Invalid UTF-8 becomes U+FFFD: a string is worth more with a flaw than not at all.
 */
export class Reader {
  readonly #bytes: Uint8Array
  /** Made when it is first needed, as many messages hold no fraction and no stream. */
  #view: DataView | undefined
  readonly #refs: Refs | undefined
  #pos = 0
  /** Where the frame begins that is being read, and its place in the message. */
  #start = 0
  #element = 0
  #streams: StreamRefs | undefined
  readonly #viewsFor: number | undefined

  /** @param viewsFor the type of frames whose binary values are never copied. */
  constructor(bytes: Uint8Array, refs: Refs | undefined, viewsFor: number | undefined) {
    this.#bytes = bytes
    this.#refs = refs
    this.#viewsFor = viewsFor
  }

  /** @throws Error that says what is wrong, when an extension has a bad content. */
  read(start: number, element: number): unknown {
    this.#pos = this.#start = start
    this.#element = element
    const byte = this.#bytes[start] as number
    return byte >= 0x90 && byte < 0xa0 ? this.#frame(byte & 15) : this.#value()
  }

  /** Of a frame's own strings, as the name of a method, the same ones come again and again. */
  #frame(length: number): unknown[] {
    const bytes = this.#bytes
    // In exactly the memory that it takes.
    // oxlint-disable-next-line unicorn/no-new-array -- Array.from takes longer than all the rest.
    const frame = new Array<unknown>(length)
    this.#pos++
    for (let i = 0; i < length; i++) {
      const byte = bytes[this.#pos] as number
      frame[i] = byte >= 0xa0 && byte < 0xc0 ? this.#key() : this.#value()
    }
    return frame
  }

  #value(): unknown {
    const byte = this.#bytes[this.#pos++] as number
    if (byte < 0x80) return byte
    if (byte < 0x90) return this.#object(byte & 15)
    if (byte < 0xa0) return this.#array(byte & 15)
    if (byte < 0xc0) return this.#string(byte & 31)
    if (byte >= 0xe0) return byte - 0x100
    if (byte >= 0xca && byte <= 0xd3) return this.#number(byte)
    switch (byte) {
      case 0xc0:
        return null
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#length(byte - 0xc4))
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#length(byte - 0xc7))
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#length(byte - 0xd9))
      case 0xdc:
      case 0xdd:
        return this.#array(this.#length(byte - 0xdb))
      case 0xde:
      case 0xdf:
        return this.#object(this.#length(byte - 0xdd))
      default:
        return this.#extension(1 << (byte - 0xd4))
    }
  }

  #number(byte: number): number {
    const bytes = this.#bytes
    const pos = this.#pos
    this.#pos += byte < 0xcc ? 4 << (byte - 0xca) : 1 << (byte & 3)
    switch (byte) {
      case 0xca:
        return this.#floats().getFloat32(pos)
      case 0xcb:
        return this.#floats().getFloat64(pos)
      case 0xcc:
        return bytes[pos] as number
      case 0xcd:
        return readUint16(bytes, pos)
      case 0xce:
        return readUint32(bytes, pos)
      case 0xd0:
        return ((bytes[pos] as number) << 24) >> 24
      case 0xd1:
        return (readUint16(bytes, pos) << 16) >> 16
      case 0xd2:
        return readUint32(bytes, pos) | 0
      default:
        return readInt64(bytes, pos, byte === 0xd3)
    }
  }

  #floats(): DataView {
    const { buffer, byteOffset, byteLength } = this.#bytes
    return (this.#view ??= new DataView(buffer, byteOffset, byteLength))
  }

  #length(width: number): number {
    const length = readLength(this.#bytes, this.#pos, width)
    this.#pos += 1 << width
    return length
  }

  #array(length: number): unknown[] {
    if (length <= shortArray) return this.#shortArray(length)
    const array: unknown[] = []
    for (let i = 0; i < length; i++) array.push(this.#value())
    return array
  }

  /** In exactly the memory that it takes: one that grows begins with room for 17 elements. */
  #shortArray(length: number): unknown[] {
    switch (length) {
      case 0:
        return []
      case 1:
        return [this.#value()]
      case 2:
        return [this.#value(), this.#value()]
      default:
        return [this.#value(), this.#value(), this.#value()]
    }
  }

  #object(length: number): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    for (let i = 0; i < length; i++) {
      const key = this.#key()
      object[key] = this.#value()
    }
    return object
  }

  #key(): string {
    const byte = this.#bytes[this.#pos++] as number
    const length = byte < 0xc0 ? byte & 31 : this.#length(byte - 0xd9)
    const pos = this.#pos
    this.#pos += length
    return keys.get(this.#bytes, pos, length)
  }

  #string(length: number): string {
    const bytes = this.#bytes
    const pos = this.#pos
    const end = pos + length
    this.#pos = end
    const ascii = length <= shortString ? readAscii(bytes, pos, end) : undefined
    return ascii ?? utf8.decode(bytes.subarray(pos, end))
  }

  /** A small view into a large buffer would keep all of it in memory for as long as a service keeps the view. */
  #binary(length: number): Uint8Array {
    const bytes = this.#bytes
    const pos = this.#pos
    this.#pos += length
    const buffer = bytes.buffer.byteLength
    if (buffer > smallBuffer && length * 4 < buffer && this.#isKept()) return bytes.slice(pos, pos + length)
    return bytes.subarray(pos, pos + length)
  }

  /** Whether somebody may keep what is in this frame. */
  #isKept(): boolean {
    if (this.#viewsFor === undefined) return true
    return readId(this.#bytes, firstElement(this.#bytes, this.#start)) !== this.#viewsFor
  }

  #extension(length: number): unknown {
    const type = ((this.#bytes[this.#pos++] as number) << 24) >> 24
    const end = this.#pos + length
    switch (type) {
      case extension.map:
        return toMap(this.#sequence(end))
      case extension.set:
        return new Set(this.#sequence(end))
      case extension.error:
        return toError(this.#sequence(end))
      default: {
        const content = this.#bytes.subarray(this.#pos, end)
        this.#pos = end
        return this.#leaf(type, content)
      }
    }
  }

  #sequence(end: number): unknown[] {
    const values: unknown[] = []
    while (this.#pos < end) values.push(this.#value())
    return values
  }

  #leaf(type: number, content: Uint8Array): unknown {
    switch (type) {
      case extension.undefined:
        return undefined
      case extension.timestamp:
        return readDate(content)
      case extension.bigint:
        return readBigInt(content)
      case extension.typedArray:
        return readTypedArray(content)
      case extension.stream:
        this.#streams ??= new StreamRefs(this.#refs)
        return this.#streams.get(readId(content, 0), this.#element)
      default:
        throw new Error(`unknown extension type ${type}`)
    }
  }
}
