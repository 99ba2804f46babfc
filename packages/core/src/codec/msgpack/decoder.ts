import { BadFrame, MalformedError, type Frame, type FrameDecoder, type Payload, type Refs } from '../codec.ts'
import { messageOf } from '../refusal.ts'
import { integerSize, readId } from './read-header.ts'
import { Reader } from './reader.ts'
import { scan } from './scan.ts'
import type { ValueLimits } from '../../limits.ts'

type Element = Frame | BadFrame | number

/** Reads batches: scans a message, then builds its frames. */
export class MsgpackDecoder implements FrameDecoder {
  limits: ValueLimits
  readonly #reader: Reader = new Reader()

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  decode(message: Payload, refs?: Refs): readonly Element[] {
    if (typeof message === 'string') throw new MalformedError('a text message, and MessagePack is binary')
    const bytes = withoutSubclass(message)
    const { borders, faults } = scan(bytes, this.limits)
    const elements: Element[] = []
    this.#reader.open(bytes, refs)
    for (let i = 0; i < borders.length; i += 2) {
      elements.push(this.#readElement(bytes, borders[i] as number, faults?.get(i / 2)))
    }
    this.#reader.close()
    return elements
  }

  #readElement(bytes: Uint8Array, start: number, fault: string | undefined): Element {
    if (fault !== undefined) return badFrame(bytes, start, fault)
    try {
      return this.#reader.read(start) as Frame | number
    } catch (thrown) {
      return badFrame(bytes, start, messageOf(thrown))
    }
  }
}

/** Node hands out Buffers, whose views would be Buffers too: they behave differently, and would reach services. */
function withoutSubclass(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads type and id by hand: nothing may be built from the rest. */
function badFrame(bytes: Uint8Array, start: number, fault: string): BadFrame {
  const head = bytes[start] as number
  const [first, length] = head < 0xa0 ? [start + 1, head & 15] : [start + (head === 0xdc ? 3 : 5), 2]
  const type = length > 0 ? readId(bytes, first) : -1
  const size = integerSize(bytes[first] as number)
  return new BadFrame(type, length > 1 && size > 0 ? readId(bytes, first + size) : -1, fault)
}
