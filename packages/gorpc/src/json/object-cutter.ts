import { ProtocolError } from '@wsrpc/core'

const none = new Uint8Array(0)

const quote = 0x22
const backslash = 0x5c
/** `[` and `{`, `]` and `}`: whether they fit is left to the parser. */
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b])
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d])
/** RFC 8259, section 2. */
const space: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])
const brace = 0x7b

/**
 * Cuts a stream of bytes into JSON objects, whatever the borders of the pieces that it comes in. It only counts brackets
 * outside of strings; no byte is looked at twice.
 */
export class ObjectCutter {
  readonly #maxBytes: () => number
  /** The beginning of an object that has not all come: memory of its own, twice as large as needed. */
  #kept: Uint8Array = none
  #size = 0
  #depth = 0
  #inString = false
  #escaped = false
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
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (this.#depth === 0) {
        if (space.has(byte)) continue
        if (byte !== brace) throw this.#break('malformed', 'something else than a JSON object begins')
        start = at
        this.#depth = 1
      } else if (this.#closes(byte)) {
        yield this.#whole(bytes.subarray(start, at + 1))
      }
    }
    if (this.#depth > 0) this.#keep(bytes.subarray(start))
  }

  /** Whether an object ends with this byte. */
  #closes(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inString = false
      return false
    }
    if (byte === quote) this.#inString = true
    else if (opening.has(byte)) this.#depth++
    else if (closing.has(byte)) return --this.#depth === 0
    return false
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
