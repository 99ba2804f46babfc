import { Decoder } from '@msgpack/msgpack'
import { StreamRefs } from '../stream-refs.ts'
import { extension } from '../values.ts'
import { keepMarks } from './keep-marks.ts'
import { readBigInt, readDate, readTypedArray, toError, toMap } from './read-extension.ts'
import type { Refs } from '../codec.ts'

/** The library's seam for extensions. It is for encoders too, which are not used. */
const noEncoder = (): null => null

/** Builds values from bytes that the scan has been over. */
export class Reader {
  /**
   * Decoders that are not at work. Extensions that hold values nest, and each level needs one of its own. One
   * that threw does not come back, so no half-read state does either.
   */
  readonly #idle: Decoder[] = []
  #refs: Refs | undefined
  #streams: StreamRefs | undefined
  #marks = false

  /** Begins a message. */
  open(refs: Refs | undefined, marks: boolean): void {
    this.#refs = refs
    this.#marks = marks
  }

  /** Ends a message: nothing of it is kept. */
  close(): void {
    this.#refs = undefined
    this.#streams = undefined
    if (this.#marks) this.#idle.length = 0
  }

  /** Whether an object came through `refs`: what it is made of is not ours to touch. */
  isReference(object: object): boolean {
    return this.#streams?.holds(object) ?? false
  }

  /** @throws Error that says what is wrong, when an extension has a bad content. */
  read(bytes: Uint8Array): unknown {
    const decoder = this.#decoder()
    const value = decoder.decode(bytes)
    this.#idle.push(decoder)
    return value
  }

  #readSequence(bytes: Uint8Array): unknown[] {
    const decoder = this.#decoder()
    const values = [...decoder.decodeMulti(bytes)]
    this.#idle.push(decoder)
    return values
  }

  #decoder(): Decoder {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    const decoder = new Decoder({
      extensionCodec: {
        tryToEncode: noEncoder,
        decode: (content, type) => this.#readExtension(content, type),
      },
    })
    return this.#marks ? keepMarks(decoder) : decoder
  }

  #readExtension(content: Uint8Array, type: number): unknown {
    switch (type) {
      case extension.undefined:
        return undefined
      case extension.timestamp:
        return readDate(content)
      case extension.bigint:
        return readBigInt(content)
      case extension.typedArray:
        return readTypedArray(content)
      case extension.map:
        return toMap(this.#readSequence(content))
      case extension.set:
        return new Set(this.#readSequence(content))
      case extension.error:
        return toError(this.#readSequence(content))
      case extension.stream:
        this.#streams ??= new StreamRefs(this.#refs)
        return this.#streams.get(this.read(content))
      default:
        throw new Error(`unknown extension type ${type}`)
    }
  }
}
