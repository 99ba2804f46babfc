import { WholeRefusal } from './refusal.ts'

const utf8 = new TextEncoder()

/** An integer of 64 bits and its count. */
const longestInteger = 9
const smallest = 256
/** Memory that is larger is not kept for the next value. */
const largestKept = 64 * 1024

/** Twice of it, and one more, are still exact as numbers. */
const doubledSafely = 2 ** 51

const float = new DataView(new ArrayBuffer(8))

/** Writes gob's primitives: see byte-reader.ts. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(smallest)
  #size = 0
  /** Where what {@link allow} speaks of begins, and how many bytes it may have. */
  #start = 0
  #most = Infinity

  get size(): number {
    return this.#size
  }

  /** What was written; only until more is. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#size)
  }

  /** Returns what was written, in memory that is never written again, and forgets it. */
  take(): Uint8Array {
    const { written } = this
    // Memory that is not kept may as well be given away.
    const taken = written.length > largestKept ? written : written.slice()
    this.clear()
    return taken
  }

  /** Forgets what was written. */
  clear(): void {
    this.#size = 0
    this.allow(Infinity)
    if (this.#bytes.length > largestKept) this.#bytes = new Uint8Array(smallest)
  }

  /** From here on so many bytes may be written. It may be noticed late, but before much memory is taken. */
  allow(bytes: number): void {
    this.#start = this.#size
    this.#most = bytes
  }

  /** To be asked when all of that is written. @throws Refusal when there are more. */
  checkSize(): void {
    const most = this.#most
    if (this.#size - this.#start > most) {
      throw new WholeRefusal(
        `more than ${most} bytes, which is all that the other side takes (maxMessageBytes)`,
      )
    }
  }

  /** @param value not negative. */
  uint(value: number | bigint): void {
    if (typeof value === 'bigint') this.#word(Number(value >> 32n), Number(value & 0xffff_ffffn))
    else this.#word(Math.floor(value / 2 ** 32), value >>> 0)
  }

  int(value: number | bigint): void {
    if (typeof value === 'number' && Math.abs(value) < doubledSafely) {
      this.uint(value < 0 ? -2 * value - 1 : 2 * value)
    } else {
      const wide = BigInt(value)
      this.uint(BigInt.asUintN(64, wide < 0n ? ~(wide << 1n) : wide << 1n))
    }
  }

  float(value: number): void {
    float.setFloat64(0, value, true)
    this.#word(float.getUint32(0), float.getUint32(4))
  }

  /** A count of bytes, and these. */
  bytes(bytes: Uint8Array): void {
    this.uint(bytes.length)
    this.append(bytes)
  }

  /** @returns its size in bytes. */
  text(text: string): number {
    const bytes = utf8.encode(text)
    this.bytes(bytes)
    return bytes.length
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#size)
    this.#size += bytes.length
  }

  /** Puts the length of what was written from a place on before it, since it is known only now. */
  insertLength(at: number): void {
    const end = this.#size
    this.uint(end - at)
    const length = this.#bytes.slice(end, this.#size)
    this.#size = end
    this.insert(at, length)
  }

  /** Moves what was written from a place on to make room for something before it. */
  insert(at: number, bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.copyWithin(at + bytes.length, at, this.#size)
    this.#bytes.set(bytes, at)
    this.#size += bytes.length
  }

  /** The halves of an integer, in as few bytes as it takes. */
  #word(high: number, low: number): void {
    this.#reserve(longestInteger)
    const bytes = this.#bytes
    if (high === 0 && low < 0x80) {
      bytes[this.#size++] = low
      return
    }
    const size = high === 0 ? bytesOf(low) : 4 + bytesOf(high)
    bytes[this.#size++] = 0x100 - size
    for (let i = size - 1; i >= 0; i--) bytes[this.#size++] = i < 4 ? low >>> (8 * i) : high >>> (8 * (i - 4))
  }

  #reserve(more: number): void {
    const size = this.#size + more
    if (size <= this.#bytes.length) return
    this.checkSize()
    const bytes = new Uint8Array(size + Math.max(this.#size, smallest))
    bytes.set(this.written)
    this.#bytes = bytes
  }
}

function bytesOf(half: number): number {
  return 4 - (Math.clz32(half) >>> 3)
}
