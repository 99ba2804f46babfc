import { checkReceived, noFrame, notEmpty } from '../batch-errors.ts'
import { interleaved, tooLarge, verdictOn } from '../refusal.ts'
import { fillHoles } from './literals.ts'
import { cutPiece, type Piece } from './piece.ts'
import { Preparer } from './prepare.ts'
import { utf8Length } from '../utf8-length.ts'
import type { Frame, FrameEncoder, Part, Payload, Refs } from '../codec.ts'
import type { ValueLimits } from '../../limits.ts'

/** Stands for a size that nobody kept. */
const unknown = -1

/** Writes frames into batches, each as text of its own that is joined with the others at the end. */
export class JsonEncoder implements FrameEncoder {
  limits: ValueLimits
  /** The frames of the batch, and before them its integer, if it has one. */
  #elements: string[] = []
  /** Where the first frame is among them. */
  #first: 0 | 1 = 0
  /** Bytes of the elements, in UTF-8. */
  #bytes = 0
  #lastBytes = unknown
  #writing = false
  /** What was cut last, until a frame is written: the next one's. */
  #piece: Piece | undefined

  constructor(limits: ValueLimits) {
    this.limits = limits
  }

  get count(): number {
    return this.#elements.length - this.#first
  }

  /** The elements, a comma between any two, and the brackets. */
  get size(): number {
    const { length } = this.#elements
    return length === 0 ? 0 : this.#bytes + length + 1
  }

  open(received: number): void {
    this.#checkIdle()
    if (this.#elements.length > 0) throw notEmpty()
    checkReceived(received)
    const text = String(received)
    this.#elements.push(text)
    this.#bytes = text.length
    this.#first = 1
  }

  append(frame: Frame, refs?: Refs): number {
    this.#checkIdle()
    this.#writing = true
    try {
      const text = this.#write(frame, refs)
      const bytes = utf8Length(text)
      if (bytes > this.limits.maxMessageBytes) throw tooLarge(bytes, this.limits.maxMessageBytes)
      this.#elements.push(text)
      this.#bytes += bytes
      this.#lastBytes = bytes
      return bytes
    } catch (thrown) {
      throw verdictOn(thrown)
    } finally {
      this.#writing = false
      this.#piece = undefined
    }
  }

  take(): string {
    this.#checkIdle()
    const batch = `[${this.#elements.join(',')}]`
    this.#elements = []
    this.#first = 0
    this.#bytes = 0
    return batch
  }

  takeAllButLast(): string {
    const all = this.#bytes
    const last = this.takeLast()
    const lastBytes = all - this.#bytes
    const batch = this.take()
    this.#elements.push(last)
    this.#bytes = this.#lastBytes = lastBytes
    return batch
  }

  takeLast(): string {
    this.#checkIdle()
    if (this.count === 0) throw noFrame()
    const last = this.#elements.pop() as string
    this.#bytes -= this.#lastBytes === unknown ? utf8Length(last) : this.#lastBytes
    this.#lastBytes = unknown
    return last
  }

  part(frame: Payload, from: number, most: number): Part {
    // The piece will be a string of the frame that carries it.
    this.#piece = cutPiece(frame as string, from, Math.min(most, this.limits.maxStringBytes + 2))
    return this.#piece
  }

  #write(frame: Frame, refs: Refs | undefined): string {
    const preparer = new Preparer(this.limits, refs, this.#piece)
    const text = JSON.stringify(preparer.prepare(frame))
    return preparer.literals === undefined ? text : fillHoles(text, preparer.literals)
  }

  #checkIdle(): void {
    if (this.#writing) throw interleaved()
  }
}
