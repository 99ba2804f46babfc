import { BadFrame, MalformedError, type Frame, type FrameDecoder, type Payload, type Refs } from '../codec.ts'
import { messageOf } from '../refusal.ts'
import { integerSize, readId } from './read-header.ts'
import { Reader } from './reader.ts'
import { scan, type MsgpackScan } from './scan.ts'
import { unpin } from './unpin.ts'
import type { ValueLimits } from '../../limits.ts'

type Element = Frame | BadFrame | number

/** Reads batches: scans a message, then builds its frames with the library. */
export class MsgpackDecoder implements FrameDecoder {
  limits: ValueLimits
  readonly #reader: Reader = new Reader()

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  decode(message: Payload, refs?: Refs): readonly Element[] {
    if (typeof message === 'string') throw new MalformedError('a text message, and MessagePack is binary')
    const bytes = withoutSubclass(message)
    const scanned = scan(bytes, this.limits)
    this.#reader.open(refs, scanned.marks)
    try {
      const elements = this.#readTogether(bytes, scanned) ?? this.#readSingly(bytes, scanned)
      if (scanned.pins) unpin(elements, (object) => this.#reader.isReference(object))
      return elements
    } finally {
      this.#reader.close()
    }
  }

  /** The fast way. @returns `undefined` when some frame is bad. */
  #readTogether(bytes: Uint8Array, { faults }: MsgpackScan): Element[] | undefined {
    if (faults !== undefined) return undefined
    try {
      return this.#reader.read(bytes) as Element[]
    } catch {
      // The content of some extension is bad. Which one comes out when the frames are read singly.
      return undefined
    }
  }

  #readSingly(bytes: Uint8Array, { borders, faults }: MsgpackScan): Element[] {
    const elements: Element[] = []
    for (let i = 0; i < borders.length / 2; i++) {
      const element = bytes.subarray(borders[2 * i], borders[2 * i + 1])
      elements.push(this.#readElement(element, faults?.get(i)))
    }
    return elements
  }

  #readElement(bytes: Uint8Array, fault: string | undefined): Element {
    if (fault !== undefined) return badFrame(bytes, fault)
    try {
      return this.#reader.read(bytes) as Frame | number
    } catch (thrown) {
      return badFrame(bytes, messageOf(thrown))
    }
  }
}

/** Node hands out Buffers, whose views would be Buffers too: they behave differently, and would reach services. */
function withoutSubclass(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads type and id by hand: nothing may be built from the rest. */
function badFrame(bytes: Uint8Array, fault: string): BadFrame {
  const head = bytes[0] as number
  const type = head < 0xa0 ? 1 : head === 0xdc ? 3 : 5
  const size = integerSize(bytes[type] ?? 0xc0)
  return new BadFrame(readId(bytes, type), size === 0 ? -1 : readId(bytes, type + size), fault)
}
