import type { FrameEncoder, Payload } from '../../codec/codec.ts'
import { maxPartBytes, maxUnfinishedBytes } from '../../limits.ts'
import type { Turn } from '../dialect.ts'
import { partType } from './frames.ts'

/** What is around the piece in a PART, in bytes, at the most: batch, type, id, total, type of the frame. */
const overhead = 64

/** What the cut frames of a connection need of it. */
export interface CutterHost {
  readonly encoder: FrameEncoder
  /** What is in the encoder leaves first: a PART travels alone. */
  beginPart(): void
  /** The encoder holds one PART: it leaves. `completes`: the id of the frame that is whole with it, or 0. */
  sendPart(size: number, completes: number): void
  wait(turn: Turn): void
}

/** Frames that are too large for one message, each leaving in parts: in turns, so that none waits for another's end. */
export class Cutter {
  readonly #host: CutterHost
  readonly #cuts = new Map<number, Cut>()
  /** Those that the other side has no room for yet: nothing of them was announced. */
  #waiting: Cut[] = []
  /** Bytes of all of them together, also of what has left already. */
  #bytes = 0
  /** Bytes of those that were announced. */
  #announced = 0

  constructor(host: CutterHost) {
    this.#host = host
  }

  get size(): number {
    return this.#cuts.size
  }

  get bytes(): number {
    return this.#bytes
  }

  has(id: number): boolean {
    return this.#cuts.has(id)
  }

  add(id: number, type: number, frame: Payload, bytes: number): void {
    const cut = new Cut(this.#host, id, type, frame, bytes, () => this.#remove(cut))
    this.#cuts.set(id, cut)
    this.#bytes += bytes
    this.#waiting.push(cut)
    this.#begin()
  }

  /** The rest of it stays here. @returns whether there was one. */
  abort(id: number): boolean {
    const cut = this.#cuts.get(id)
    if (cut === undefined) return false
    cut.frame = ''
    this.#remove(cut)
    return true
  }

  #remove(cut: Cut): void {
    this.#cuts.delete(cut.id)
    this.#bytes -= cut.bytes
    if (cut.begun) this.#announced -= cut.bytes
    else this.#waiting = this.#waiting.filter((other) => other !== cut)
    this.#begin()
  }

  /** In order: a large one must not wait for ever behind smaller ones. */
  #begin(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#announced > 0 && this.#announced + next.bytes > maxUnfinishedBytes) return
      this.#waiting.shift()
      this.#announced += next.bytes
      next.begun = true
      this.#host.wait(next)
    }
  }
}

/** One frame on its way. */
class Cut implements Turn {
  readonly id: number
  readonly bytes: number
  /** Whether it takes turns with the others. */
  begun = false
  /** Empty: it was aborted. */
  frame: Payload
  readonly #type: number
  readonly #host: CutterHost
  readonly #done: () => void
  #at = 0

  constructor(host: CutterHost, id: number, type: number, frame: Payload, bytes: number, done: () => void) {
    this.#host = host
    this.id = id
    this.#type = type
    this.frame = frame
    this.bytes = bytes
    this.#done = done
  }

  go(): void {
    const { frame, id } = this
    if (frame.length === 0) return
    this.#host.beginPart()
    const { encoder } = this.#host
    const { data, end } = encoder.part(frame, this.#at, maxPartBytes - overhead)
    const isFirst = this.#at === 0
    const size = encoder.append(isFirst ? [partType, id, data, this.bytes, this.#type] : [partType, id, data])
    this.#at = end
    if (end < frame.length) {
      this.#host.sendPart(size, 0)
      return this.#host.wait(this)
    }
    this.frame = ''
    this.#done()
    this.#host.sendPart(size, id)
  }
}
