import { interleaved, toValueError, tooLarge } from '../refusal.ts'
import { Preparer } from './prepare.ts'
import { utf8Length } from './utf8-length.ts'
import type { Frame, FrameEncoder, Refs } from '../codec.ts'
import type { ValueLimits } from '../../limits.ts'

/** Writes frames into batches, each as text of its own that is joined with the others at the end. */
export class JsonEncoder implements FrameEncoder {
  limits: ValueLimits
  #frames: string[] = []
  /** Bytes of the frames, in UTF-8. */
  #bytes = 0
  #lastBytes = 0
  #writing = false

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  get count(): number {
    return this.#frames.length
  }

  /** The frames, a comma between any two, and the brackets. */
  get size(): number {
    return this.count === 0 ? 0 : this.#bytes + this.count + 1
  }

  append(frame: Frame, refs?: Refs): number {
    this.#checkIdle()
    this.#writing = true
    try {
      const text = JSON.stringify(new Preparer(this.limits, refs).prepare(frame))
      const bytes = utf8Length(text)
      if (bytes > this.limits.maxMessageBytes) throw tooLarge(bytes, this.limits.maxMessageBytes)
      this.#frames.push(text)
      this.#bytes += bytes
      this.#lastBytes = bytes
      return bytes
    } catch (thrown) {
      throw toValueError(thrown)
    } finally {
      this.#writing = false
    }
  }

  take(): string {
    this.#checkIdle()
    const batch = `[${this.#frames.join(',')}]`
    this.#frames = []
    this.#bytes = 0
    return batch
  }

  takeAllButLast(): string {
    this.#checkIdle()
    const last = this.#frames.pop()
    if (last === undefined) throw new RangeError('the batch holds no frame')
    const batch = this.take()
    this.#frames.push(last)
    this.#bytes = this.#lastBytes
    return batch
  }

  #checkIdle(): void {
    if (this.#writing) throw interleaved()
  }
}
