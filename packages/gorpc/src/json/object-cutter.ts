import { ProtocolError } from '@wsrpc/core'
import { StringEnd } from './string-end.ts'

const none = new Uint8Array(0)

/** What a byte is outside of strings. Whether brackets fit is left to the parser. */
const space = 1
const opening = 2
const closing = 3
const quote = 4

const kinds: Uint8Array = new Uint8Array(256)
for (const byte of [0x20, 0x09, 0x0a, 0x0d]) kinds[byte] = space // RFC 8259, section 2
for (const byte of [0x5b, 0x7b]) kinds[byte] = opening
for (const byte of [0x5d, 0x7d]) kinds[byte] = closing
kinds[0x22] = quote
const brace = 0x7b

/**
 * Cuts a stream of bytes into JSON objects, whatever the borders of the pieces that it comes in. It only counts brackets
 * outside of strings.
 */
export class ObjectCutter {
  readonly #maxBytes: () => number
  /** The beginning of an object that has not all come: memory of its own, twice as large as needed. */
  #kept: Uint8Array = none
  #size = 0
  #depth = 0
  readonly #string = new StringEnd()
  #broken: ProtocolError | undefined

  /** @param maxBytes most bytes of an object. */
  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Takes the next bytes. @returns the objects that are whole now, as they are asked for: then the bytes must not have changed.
   *
   * @throws ProtocolError when something else than an object begins, or one is too large: nothing can be read after it.
   */
  *push(bytes: Uint8Array): IterableIterator<Uint8Array> {
    if (this.#broken !== undefined) throw this.#broken
    let start = 0
    let at = this.#string.isOpen ? this.#string.skip(bytes, 0) : 0
    while (at < bytes.length) {
      const byte = bytes[at++] as number
      const kind = kinds[byte]
      if (this.#depth === 0) {
        if (kind === space) continue
        if (byte !== brace) throw this.#break('malformed', 'something else than a JSON object begins')
        start = at - 1
        this.#depth = 1
      } else if (kind === quote) at = this.#string.skip(bytes, at)
      else if (kind === opening) this.#depth++
      else if (kind === closing && --this.#depth === 0) yield this.#whole(bytes.subarray(start, at))
    }
    if (this.#depth > 0) this.#keep(bytes.subarray(start))
  }

  #whole(end: Uint8Array): Uint8Array {
    if (this.#size === 0) {
      this.#checkSize(end.length)
      return end
    }
    this.#keep(end)
    const whole = this.#kept.subarray(0, this.#size)
    this.#kept = none
    this.#size = 0
    return whole
  }

  #keep(piece: Uint8Array): void {
    const size = this.#size + piece.length
    this.#checkSize(size)
    if (size > this.#kept.length) {
      const memory = new Uint8Array(2 * size)
      memory.set(this.#kept.subarray(0, this.#size))
      this.#kept = memory
    }
    this.#kept.set(piece, this.#size)
    this.#size = size
  }

  #checkSize(size: number): void {
    const most = this.#maxBytes()
    if (size > most) throw this.#break('tooLarge', `an object of ${size} bytes or more, the most are ${most}`)
  }

  #break(close: 'malformed' | 'tooLarge', message: string): ProtocolError {
    this.#kept = none
    this.#size = 0
    return (this.#broken = new ProtocolError(close, message))
  }
}
