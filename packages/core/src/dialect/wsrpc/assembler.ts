import { ProtocolError } from '../../close.ts'
import type { Frame, Payload } from '../../codec/codec.ts'
import { maxUnfinishedBytes } from '../../limits.ts'
import { idField, numberField, optional } from './fields.ts'
import { partType } from './frames.ts'

/** A frame below this size is not cut, in bytes: else many small ones could be open at once. */
const leastTotal = 16 * 1024

/** A piece but for the last has at least so many bytes: each costs memory of its own. */
const leastPiece = 1024

interface Unfinished {
  readonly total: number
  readonly type: number
  readonly pieces: Payload[]
  bytes: number
}

/** A frame that is whole again. */
export interface Assembled {
  readonly id: number
  readonly type: number
  readonly pieces: readonly Payload[]
}

/** A frame that is larger than this side takes: refused before anything of it was kept. */
export interface TooLarge {
  readonly id: number
  readonly type: number
  readonly total: number
}

/** Puts the parts of large frames together again. */
export class Assembler {
  readonly #sizeOf: (piece: Payload) => number
  readonly #frames = new Map<number, Unfinished>()
  #announced = 0

  /** `sizeOf`: bytes of a piece's encoding. */
  constructor(sizeOf: (piece: Payload) => number) {
    this.#sizeOf = sizeOf
  }

  /** How many are not whole. */
  get size(): number {
    return this.#frames.size
  }

  /**
   * Takes a PART.
   *
   * @returns the frame, if it is whole now; `undefined` if not, or if nothing is known of it.
   * @throws ProtocolError when it breaks the rules.
   */
  part(frame: Frame, most: number): Assembled | TooLarge | undefined {
    const id = idField(frame[1], partType, 1)
    const total = optional(frame[3], partType, 3, idField)
    const piece = frame[2]
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) {
      throw new ProtocolError('malformed', 'PART piece must be bytes, or text in JSON')
    }
    if (total !== undefined) {
      const type = numberField(frame[4], 'PART type')
      if (this.#frames.has(id))
        throw new ProtocolError('malformed', `a second frame in parts of the id ${id}`)
      if (total > most) return { id, type, total }
      this.#begin(id, type, total)
    }
    const unfinished = this.#frames.get(id)
    if (unfinished === undefined) return undefined // refused, or aborted by what crossed it
    const size = this.#sizeOf(piece)
    unfinished.bytes += size
    unfinished.pieces.push(ownPiece(piece))
    if (unfinished.bytes > unfinished.total) {
      throw new ProtocolError(
        'malformed',
        `PARTs of ${id} are more than the ${unfinished.total} bytes announced`,
      )
    }
    if (unfinished.bytes < unfinished.total) {
      if (size >= leastPiece) return undefined
      throw new ProtocolError(
        'malformed',
        `a PART of ${size} bytes: at least ${leastPiece}, but for the last`,
      )
    }
    this.drop(id)
    return { id, type: unfinished.type, pieces: unfinished.pieces }
  }

  /** What came of the frame is thrown away, if one of this id is not whole. */
  drop(id: number): void {
    const unfinished = this.#frames.get(id)
    if (unfinished === undefined) return
    this.#frames.delete(id)
    this.#announced -= unfinished.total
  }

  #begin(id: number, type: number, total: number): void {
    if (total < leastTotal) {
      throw new ProtocolError('malformed', `a frame of ${total} bytes in parts: at least ${leastTotal}`)
    }
    if (this.#frames.size > 0 && this.#announced + total > maxUnfinishedBytes) {
      throw new ProtocolError('tooLarge', `unfinished frames of over ${maxUnfinishedBytes} bytes at once`)
    }
    this.#frames.set(id, { total, type, pieces: [], bytes: 0 })
    this.#announced += total
  }
}

/** A small piece of a large buffer is copied: else it would keep all of it. */
function ownPiece(piece: Payload): Payload {
  return typeof piece === 'string' || piece.length * 2 > piece.buffer.byteLength ? piece : piece.slice()
}
