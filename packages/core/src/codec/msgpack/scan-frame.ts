import { MalformedError } from '../codec.ts'
import { nestedTooDeep, protoKey, stringTooLong } from '../scan.ts'
import { deepestNesting, extension } from '../values.ts'
import { readInt64, readLength, readUint16, readUint32 } from './read-header.ts'
import type { ValueLimits } from '../../limits.ts'

/** What the innermost open container is. */
const array = 0
const map = 1
/** Everything below the depth limit, whose items are only counted, so that the end of the frame is found. */
const abyss = 2
/** The content of an extension: it ends at a position, not after a number of values. */
const sequence = 3
/** The same, and the number of values in it must be even. */
const pairs = 4

/** Stands for the number of values in a sequence: more than a message has bytes, and still a small integer. */
const uncounted = 0x3fffffff

/** From `c0` on: nil, (unused), false, true, (bin, ext), float 32 and 64, unsigned, signed but for 64 bits. */
const scalarSteps: readonly number[] = [1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 5, 9, 2, 3, 5, 0, 2, 3, 5, 0]

/** Walks frame after frame. Iterative, since the depth is the sender's choice. */
export class FrameScanner {
  /** Where the next frame begins. */
  pos = 0
  /** Of the last frame: how many items it holds, and the first thing that is wrong with it. */
  items = 0
  fault: string | undefined

  readonly #bytes: Uint8Array
  readonly #maxDepth: number
  readonly #maxStringBytes: number
  /** The containers around the innermost one, three numbers each: values left, kind, end. */
  readonly #stack: number[] = []

  constructor(bytes: Uint8Array, limits: ValueLimits) {
    this.#bytes = bytes
    this.#maxDepth = Math.min(limits.maxDepth, deepestNesting)
    this.#maxStringBytes = limits.maxStringBytes
  }

  /** Reads the header of an array that must be here, and returns its length. */
  openArray(what: string): number {
    const bytes = this.#bytes
    const byte = bytes[this.pos] as number
    let length: number
    if (byte >= 0x90 && byte < 0xa0) {
      length = byte & 15
      this.pos += 1
    } else if (byte === 0xdc) {
      length = readUint16(bytes, this.pos + 1)
      this.pos += 3
    } else if (byte === 0xdd) {
      length = readUint32(bytes, this.pos + 1)
      this.pos += 5
    } else {
      throw new MalformedError(`${what} is not an array`)
    }
    if (length > bytes.length - this.pos) throw broken()
    return length
  }

  /**
   * Walks one frame.
   *
   * @throws MalformedError when its end can't be found.
   */
  scan(): void {
    const bytes = this.#bytes
    const stack = this.#stack
    const maxDepth = 3 * this.#maxDepth
    const steps = this.#maxStringBytes < 31 ? carefulSteps : quickSteps
    this.fault = undefined
    let left = this.openArray('a frame')
    let kind = array
    let end = bytes.length
    let items = left
    let { pos } = this
    let top = 0
    // The outermost open extension. It has a length, so whatever is wrong inside, the frame's end stays known.
    let outermost = -1
    let outermostEnd = 0

    while (true) {
      if (left === 0) {
        if (top === 0) break
        end = stack[--top] as number
        kind = stack[--top] as number
        left = stack[--top] as number
        if (top === outermost) outermost = -1
        continue
      }
      if (pos >= end) {
        if (pos === end && kind >= sequence) {
          const values = uncounted - left
          items += values
          if (kind === pairs && (values & 1) === 1) this.#note('a Map with a key and no value')
        } else {
          if (outermost < 0) throw broken()
          this.#note('an extension whose content does not fit it')
          top = outermost + 3
          pos = outermostEnd
        }
        left = 0
        continue
      }
      const byte = bytes[pos] as number
      left--
      if (kind === map && (left & 1) === 1) this.#checkKey(byte, pos)
      const step = steps[byte] as number
      if (step !== 0) {
        pos += step
        continue
      }
      if (isExtension(byte)) {
        const content = pos + headOfExtension(byte)
        const length = byte >= 0xd4 ? 1 << (byte - 0xd4) : readLength(bytes, pos + 1, byte - 0xc7)
        const contentKind = this.#contentOf(((bytes[content - 1] as number) << 24) >> 24)
        pos = content + length
        if (contentKind === array || kind === abyss || pos > end) continue
        if (top === maxDepth) {
          this.#note(nestedTooDeep(this.#maxDepth))
          continue
        }
        if (outermost < 0) {
          outermost = top
          outermostEnd = pos
        }
        stack[top++] = left
        stack[top++] = kind
        stack[top++] = end
        left = uncounted
        kind = contentKind
        end = pos
        pos = content
        continue
      }
      let children = byte & 15
      let childKind = array
      if (byte < 0x90) {
        childKind = map
        pos++
      } else if (byte < 0xa0) {
        pos++
      } else if (byte >= 0xdc) {
        const wide = byte & 1
        children = readLength(bytes, pos + 1, wide + 1)
        pos += wide === 0 ? 3 : 5
        if (byte >= 0xde) childKind = map
      } else {
        pos += this.#sizeOfOther(byte, pos)
        continue
      }
      if (childKind === map) children *= 2
      // A container of `children` values opens here.
      if (children > end - pos) {
        // Past any end: the next round finds it so. (Not Infinity, which would make `pos` a float.)
        pos = bytes.length + 1
        left = 1
        continue
      }
      items += children
      if (kind === abyss) {
        left += children
        continue
      }
      if (top === maxDepth) {
        this.#note(nestedTooDeep(this.#maxDepth))
        childKind = abyss
      }
      stack[top++] = left
      stack[top++] = kind
      stack[top++] = end
      left = children
      kind = childKind
    }
    if (pos > end) throw broken()
    this.pos = pos
    this.items = items
  }

  /** Notes what is wrong with this frame, unless something is already. */
  #note(fault: string): void {
    this.fault ??= fault
  }

  #checkKey(byte: number, pos: number): void {
    if (byte < 0xa0 || byte > 0xdb || (byte > 0xbf && byte < 0xd9)) this.#note('a key that is not a string')
    else if (byte === 0xa9 || byte > 0xbf) this.#checkName(byte, pos)
  }

  /** `__proto__` may be written with each of the four string headers. */
  #checkName(byte: number, pos: number): void {
    const bytes = this.#bytes
    const text = pos + 1 + (byte === 0xa9 ? 0 : 1 << (byte - 0xd9))
    if (byte !== 0xa9 && readLength(bytes, pos + 1, byte - 0xd9) !== proto.length) return
    for (let i = 0; i < proto.length; i++) if (bytes[text + i] !== proto[i]) return
    this.#note(protoKey)
  }

  /** What the content of an extension is; `array` stands for bytes, which the scan skips. */
  #contentOf(type: number): number {
    if (type === extension.map) return pairs
    if (type === extension.set || type === extension.error) return sequence
    if (type < extension.timestamp || type > extension.stream) this.#note(`unknown extension type ${type}`)
    return array
  }

  /** Size of what is neither in the table of steps nor holds values. */
  #sizeOfOther(byte: number, pos: number): number {
    const bytes = this.#bytes
    switch (byte) {
      // The one byte that MessagePack does not use. Past any end: the next round finds it so.
      case 0xc1:
        return bytes.length + 1
      case 0xc4:
      case 0xc5:
      case 0xc6: {
        const length = readLength(bytes, pos + 1, byte - 0xc4)
        return 1 + (1 << (byte - 0xc4)) + length
      }
      case 0xcf:
      case 0xd3: {
        if (!Number.isSafeInteger(readInt64(bytes, pos + 1, byte === 0xd3)))
          this.#note('a 64-bit integer outside of the safe range')
        return 9
      }
      default: {
        const long = byte >= 0xd9
        const length = long ? readLength(bytes, pos + 1, byte - 0xd9) : byte & 31
        if (length > this.#maxStringBytes) this.#note(stringTooLong(this.#maxStringBytes))
        return (long ? 1 + (1 << (byte - 0xd9)) : 1) + length
      }
    }
  }
}

/** How many bytes an item takes if its first byte says it all, else 0. */
const quickSteps: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x80 || byte >= 0xe0) return 1
  if (byte >= 0xa0 && byte < 0xc0) return 1 + (byte & 31)
  return scalarSteps[byte - 0xc0] ?? 0
})

/** The same for limits on strings so low that even the shortest must be looked at. */
const carefulSteps: Uint8Array = quickSteps.slice().fill(0, 0xa0, 0xc0)

/** `__proto__` in ASCII. */
const proto: readonly number[] = [0x5f, 0x5f, 0x70, 0x72, 0x6f, 0x74, 0x6f, 0x5f, 0x5f]

function isExtension(byte: number): boolean {
  return (byte >= 0xc7 && byte <= 0xc9) || (byte >= 0xd4 && byte <= 0xd8)
}

/** Size of its header with the type, before the content. */
function headOfExtension(byte: number): number {
  return byte >= 0xd4 ? 2 : 2 + (1 << (byte - 0xc7))
}

function broken(): MalformedError {
  return new MalformedError('the bytes are not MessagePack, or cut off')
}
