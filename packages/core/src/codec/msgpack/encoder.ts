import { interleaved, toValueError } from '../refusal.ts'
import { writeFrame } from './write-value.ts'
import { Writer } from './writer.ts'
import type { Frame, FrameEncoder, Refs } from '../codec.ts'
import type { ValueLimits } from '../../limits.ts'

/** What an array16 can count. The dialect flushes at a small part of it. */
const mostFrames = 0xffff

/** Writes frames into batches, in place. */
export class MsgpackEncoder implements FrameEncoder {
  limits: ValueLimits
  #count = 0
  /** Where the last frame begins, relative to the batch. */
  #last = 0
  #writing = false
  readonly #writer: Writer = new Writer()

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  get count(): number {
    return this.#count
  }

  get size(): number {
    return this.#count === 0 ? 0 : this.#writer.size
  }

  append(frame: Frame, refs?: Refs): number {
    this.#checkIdle()
    if (this.#count === mostFrames) throw new RangeError(`${mostFrames} frames in one batch: take it first`)
    const writer = this.#writer
    if (this.#count === 0) writer.openBatch()
    const at = writer.size
    this.#writing = true
    try {
      writer.openFrame(this.limits, refs)
      writeFrame(writer, frame)
      const size = writer.closeFrame()
      this.#last = at
      this.#count++
      return size
    } catch (thrown) {
      writer.abandonFrame()
      if (this.#count === 0) writer.abandonBatch()
      throw toValueError(thrown)
    } finally {
      this.#writing = false
    }
  }

  take(): Uint8Array {
    this.#checkIdle()
    if (this.#count === 0) this.#writer.openBatch()
    const batch = this.#writer.closeBatch(this.#count)
    this.#count = 0
    return batch
  }

  takeAllButLast(): Uint8Array {
    this.#checkIdle()
    if (this.#count === 0) throw new RangeError('the batch holds no frame')
    const writer = this.#writer
    const batch = writer.splitBatch(this.#last, this.#count - 1)
    this.#last = 3
    this.#count = 1
    return batch
  }

  #checkIdle(): void {
    if (this.#writing) throw interleaved()
  }
}
