import { BadFrame, MalformedError, type Frame, type FrameDecoder, type Payload, type Refs } from '../codec.ts'
import { messageOf } from '../refusal.ts'
import { borderOf } from '../scan.ts'
import { firstElement, integerSize, readId } from './read-header.ts'
import { Reader } from './reader.ts'
import { scan } from './scan.ts'
import type { ValueLimits } from '../../limits.ts'

type Element = Frame | BadFrame | number

const nothing: readonly number[] = []

/** The header of an array of one. */
const arrayOfOne = 0x91

/** Reads batches: scans a message, then builds its frames. */
export class MsgpackDecoder implements FrameDecoder {
  limits: ValueLimits
  readonly #viewsFor: number | undefined
  /** Where the elements of the message that was decoded last are in it. */
  #borders: readonly number[] = nothing

  constructor(limits: ValueLimits, viewsFor?: number) {
    this.limits = limits
    this.#viewsFor = viewsFor
  }

  decode(message: Payload, refs?: Refs): readonly Element[] {
    this.done()
    if (typeof message === 'string') throw new MalformedError('a text message, and MessagePack is binary')
    const bytes = withoutSubclass(message)
    const { borders, faults } = scan(bytes, this.limits)
    const elements: Element[] = []
    this.#borders = borders
    const reader = new Reader(bytes, refs, this.#viewsFor)
    for (let i = 0; i < borders.length; i += 2) {
      const start = borders[i] as number
      const fault = faults?.get(i / 2)
      elements.push(
        fault === undefined ? readElement(reader, bytes, start, i / 2) : badFrame(bytes, start, fault),
      )
    }
    return elements
  }

  sizeOf(index: number): number {
    const [start, end] = borderOf(this.#borders, index)
    return end - start
  }

  done(): void {
    this.#borders = nothing
  }

  join(parts: readonly Payload[]): Uint8Array {
    let length = 1
    for (const part of parts) {
      if (typeof part === 'string') throw new MalformedError('a part that is not binary')
      length += part.length
    }
    const batch = new Uint8Array(length)
    batch[0] = arrayOfOne
    let at = 1
    for (const part of parts as readonly Uint8Array[]) {
      batch.set(part, at)
      at += part.length
    }
    return batch
  }
}

function readElement(reader: Reader, bytes: Uint8Array, start: number, index: number): Element {
  try {
    return reader.read(start, index) as Frame | number
  } catch (thrown) {
    return badFrame(bytes, start, messageOf(thrown))
  }
}

/** Node hands out Buffers, whose views would be Buffers too: they behave differently, and would reach services. */
function withoutSubclass(bytes: Uint8Array): Uint8Array {
  if (Object.getPrototypeOf(bytes) === Uint8Array.prototype) return bytes
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Reads type and id by hand: nothing may be built from the rest. */
function badFrame(bytes: Uint8Array, start: number, fault: string): BadFrame {
  const first = firstElement(bytes, start)
  const head = bytes[start] as number
  const length = head < 0xa0 ? head & 15 : 2
  const type = length > 0 ? readId(bytes, first) : -1
  const size = integerSize(bytes[first] as number)
  return new BadFrame(type, length > 1 && size > 0 ? readId(bytes, first + size) : -1, fault)
}
