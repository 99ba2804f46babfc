import { checkReceived, noFrame, notEmpty } from '../batch-errors.ts'
import { interleaved, verdictOn } from '../refusal.ts'
import { FrameScanner } from './scan-frame.ts'
import { writeNumber } from './write-scalar.ts'
import { writeFrame } from './write-value.ts'
import { headerBytes, type Writer } from './writer.ts'
import { noWriter, writers } from './writers.ts'
import type { Frame, FrameEncoder, Part, Payload, Refs } from '../codec.ts'
import type { ValueLimits } from '../../limits.ts'

/** What an array16 can count. The dialect flushes at a small part of it. */
const mostElements = 0xffff

/** Largest header of a binary value. */
const binaryHeader = 5

/** Stands for a place that nobody kept. */
const unknown = -1

/** Writes frames into batches, in place. */
export class MsgpackEncoder implements FrameEncoder {
  limits: ValueLimits
  #count = 0
  /** Where the first frame begins, relative to the batch: behind the integer, if there is one. */
  #first = headerBytes
  /** Where the last frame begins, relative to the batch. */
  #last = unknown
  #writing = false
  #writer: Writer = noWriter

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  get count(): number {
    return this.#count
  }

  get size(): number {
    return this.#elements === 0 ? 0 : this.#writer.size
  }

  /** The frames, and the integer. */
  get #elements(): number {
    return this.#first === headerBytes ? this.#count : this.#count + 1
  }

  open(received: number): void {
    this.#checkIdle()
    if (this.#elements > 0) throw notEmpty()
    checkReceived(received)
    const writer = this.#openBatch()
    writeNumber(writer, received)
    this.#first = writer.size
  }

  append(frame: Frame, refs?: Refs): number {
    this.#checkIdle()
    const elements = this.#elements
    if (elements === mostElements) {
      throw new RangeError(`${mostElements} elements in one batch: take it first`)
    }
    const writer = elements === 0 ? this.#openBatch() : this.#writer
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
      if (elements === 0) writer.abandonBatch()
      throw verdictOn(thrown)
    } finally {
      this.#writing = false
    }
  }

  take(): Uint8Array {
    this.#checkIdle()
    const elements = this.#elements
    if (elements === 0) this.#openBatch()
    const batch = this.#writer.closeBatch(elements)
    this.#count = 0
    this.#first = headerBytes
    return batch
  }

  takeAllButLast(): Uint8Array {
    this.#checkIdle()
    const batch = this.#writer.splitBatch(this.#findLast(), this.#elements - 1)
    this.#first = this.#last = headerBytes
    this.#count = 1
    return batch
  }

  takeLast(): Uint8Array {
    this.#checkIdle()
    const frame = this.#writer.takeFrame(this.#findLast())
    this.#last = unknown
    this.#count--
    if (this.#elements === 0) this.#writer.abandonBatch()
    return frame
  }

  part(frame: Payload, from: number, most: number): Part {
    const bytes = frame as Uint8Array
    const end = Math.min(from + most - binaryHeader, bytes.length)
    return { data: bytes.subarray(from, end), end }
  }

  /**
   * All batches have arrived, or need not: what comes next may take a while. Does nothing while one is open. Memory that was
   * handed out is not written again all the same.
   */
  rest(): void {
    if (this.#writer === noWriter || this.#elements > 0 || this.#writing) return
    writers.give(this.#writer)
    this.#writer = noWriter
  }

  #openBatch(): Writer {
    if (this.#writer === noWriter) this.#writer = writers.take()
    this.#writer.openBatch()
    return this.#writer
  }

  /** Only the place of the frame that was appended last is kept. Seldom is another one asked for. */
  #findLast(): number {
    if (this.#count === 0) throw noFrame()
    if (this.#last !== unknown) return this.#last
    const frames = new FrameScanner(this.#writer.batch, this.limits)
    frames.pos = this.#first
    for (let i = 1; i < this.#count; i++) frames.scan()
    return frames.pos
  }

  #checkIdle(): void {
    if (this.#writing) throw interleaved()
  }
}
