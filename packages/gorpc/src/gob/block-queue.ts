import { ByteReader } from './byte-reader.ts'
import { malformed } from './faults.ts'
import { tooLargeForGo } from './limits.ts'

const none = new Uint8Array(0)

/** Stands for a block that is larger than what is kept: its bytes are dropped as they come. */
export class LargeBlock {
  readonly length: number
  /** The integer that it begins with: the id of a value's type, or minus the id of a type that it defines. */
  readonly typeId: number | bigint

  constructor(length: number, typeId: number | bigint) {
    this.length = length
    this.typeId = typeId
  }
}

/**
 * Cuts a stream into blocks: a length, and so many bytes. (Go's documentation calls them messages, a word that means
 * something else here.) The bytes come in any pieces, and none is looked at twice.
 */
export class BlockQueue {
  readonly #maxBytes: number
  readonly #reader: ByteReader = new ByteReader()
  #bytes: Uint8Array = none
  /** Where what was not taken yet begins, and ends. */
  #pos = 0
  #end = 0
  /** How many of the next bytes are dropped. */
  #dropping = 0

  /** @param maxBytes most bytes of a block. What is larger is taken as a {@link LargeBlock}. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The bytes are kept until all of their blocks are taken: they must not change. */
  push(bytes: Uint8Array): void {
    const dropped = Math.min(this.#dropping, bytes.length)
    this.#dropping -= dropped
    const piece = bytes.subarray(dropped)
    if (piece.length === 0) return
    if (this.#pos === this.#end) this.#replace(piece, piece.length)
    else this.#append(piece)
  }

  /**
   * Takes the next block, if all of it has come.
   *
   * @throws ProtocolError when no block begins as what comes next does.
   */
  take(): Uint8Array | LargeBlock | undefined {
    const lengthBytes = this.#integerBytes(this.#pos)
    if (lengthBytes === undefined) return undefined
    const length = this.#readAt(this.#pos).uint()
    if (length === 0 || length >= tooLargeForGo) throw malformed(`a block of ${length} bytes`)
    const begin = this.#pos + lengthBytes
    if (length > this.#maxBytes) return this.#drop(begin, Number(length))
    const end = begin + Number(length)
    if (end > this.#end) return undefined
    this.#pos = end
    return this.#bytes.subarray(begin, end)
  }

  /** What it begins with must have come, since what becomes of the stream depends on it. */
  #drop(begin: number, length: number): LargeBlock | undefined {
    if (this.#integerBytes(begin) === undefined) return undefined
    const block = new LargeBlock(length, this.#readAt(begin).int())
    const rest = this.#bytes.subarray(begin, this.#end)
    this.#replace(none, 0)
    this.#dropping = length
    this.push(rest)
    return block
  }

  /** How many bytes the integer at a place has; `undefined` when they have not all come. */
  #integerBytes(at: number): number | undefined {
    if (at >= this.#end) return undefined
    const first = this.#bytes[at] as number
    const size = first < 0x80 ? 1 : 1 + (0x100 - first)
    // One that is too long is for the reader to refuse.
    return at + size <= this.#end || size > 9 ? size : undefined
  }

  #readAt(at: number): ByteReader {
    this.#reader.open(this.#bytes.subarray(at, this.#end))
    return this.#reader
  }

  /** Only memory of its own has room. It is doubled, so that many pieces are not copied more often than large ones. */
  #append(piece: Uint8Array): void {
    const size = this.#end + piece.length
    if (size > this.#bytes.length) {
      const waiting = this.#bytes.subarray(this.#pos, this.#end)
      const memory = new Uint8Array(2 * (waiting.length + piece.length))
      memory.set(waiting)
      this.#replace(memory, waiting.length)
    }
    this.#bytes.set(piece, this.#end)
    this.#end += piece.length
  }

  #replace(bytes: Uint8Array, end: number): void {
    this.#bytes = bytes
    this.#pos = 0
    this.#end = end
  }
}
