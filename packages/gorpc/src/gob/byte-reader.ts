import { malformed } from './faults.ts'

/** A byte order mark is part of a string. Has no state of its own between calls. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

const none = new Uint8Array(0)

/** From here on the upper half of an integer is more than a number can hold exactly. */
const tooHigh = 2 ** 21

const float = new DataView(new ArrayBuffer(8))

/**
 * Reads gob's primitives from one block. All are bytes and unsigned integers of up to 64 bits, of which the small ones
 * are a byte, and the others a count of bytes (negated) and these, the high ones first.
 *
 * Each method throws a ProtocolError when the block ends before the primitive does, or it can't be one.
 */
export class ByteReader {
  #bytes: Uint8Array = none
  #pos = 0
  /** The halves of the integer that was read last. */
  #high = 0
  #low = 0

  /** Goes on at the beginning of another block. */
  open(block: Uint8Array): void {
    this.#bytes = block
    this.#pos = 0
  }

  /** Lets go of the block. */
  close(): void {
    this.open(none)
  }

  /** How many bytes of the block are left. */
  get left(): number {
    return this.#bytes.length - this.#pos
  }

  /** A bigint when a number could not hold it. */
  uint(): number | bigint {
    this.#word()
    return unsigned(this.#high, this.#low)
  }

  /** The lowest bit says whether the others are inverted. */
  int(): number | bigint {
    this.#word()
    const isInverted = (this.#low & 1) === 1
    const low = ((this.#low >>> 1) | (this.#high << 31)) >>> 0
    const value = unsigned(this.#high >>> 1, low)
    if (!isInverted) return value
    if (typeof value === 'bigint') return ~value
    // Of all that a number holds, -2^53 alone is not safe.
    return value === Number.MAX_SAFE_INTEGER ? ~BigInt(value) : -value - 1
  }

  /** The bits of a float64 from behind, so that the many zeros of a round one need no bytes. */
  float(): number {
    this.#word()
    float.setUint32(0, this.#high)
    float.setUint32(4, this.#low)
    return float.getFloat64(0, true)
  }

  /** An integer that counts something. */
  count(): number {
    const count = this.uint()
    if (typeof count === 'bigint') throw malformed(`${count} of something`)
    return count
  }

  /** An integer that counts bytes which follow. */
  length(): number {
    const length = this.count()
    if (length > this.left) throw malformed(`${length} bytes announced where ${this.left} are left`)
    return length
  }

  /** A copy: the block's memory is not kept for a part of it. */
  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#take(length))
  }

  /** Invalid UTF-8 becomes U+FFFD: a string is worth more with a flaw than not at all. */
  text(length: number): string {
    return length === 0 ? '' : utf8.decode(this.#take(length))
  }

  #take(length: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.#pos, this.#pos + length)
    this.#pos += length
    return bytes
  }

  #word(): void {
    const first = this.#byte()
    this.#high = 0
    this.#low = first
    if (first < 0x80) return
    const size = 0x100 - first
    if (size > 8) throw malformed(`an integer of ${size} bytes`)
    this.#low = 0
    for (let i = 0; i < size; i++) {
      this.#high = ((this.#high << 8) | (this.#low >>> 24)) >>> 0
      this.#low = ((this.#low << 8) | this.#byte()) >>> 0
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#pos++]
    if (byte === undefined) throw malformed('a block that ends inside of a value')
    return byte
  }
}

function unsigned(high: number, low: number): number | bigint {
  return high < tooHigh ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low)
}
