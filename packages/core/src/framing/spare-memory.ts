import type { Allocate } from './frame-writer.ts'

/** What is kept for the next ones, at most. */
const mostSpare = 16

/**
 * Memory for frames that are written and forgotten: large pieces are used again. Allocating one for each has the garbage
 * collector of V8 run after a thousand of them, and takes as long as masking.
 */
export class SpareMemory {
  readonly #size: number
  readonly #allocate: Allocate
  readonly #spare: Uint8Array[] = []

  /** @param size of each piece, in bytes. */
  constructor(size: number, allocate: Allocate) {
    this.#size = size
    this.#allocate = allocate
  }

  take(): Uint8Array {
    return this.#spare.pop() ?? this.#allocate(this.#size)
  }

  /** Nobody reads it any more. */
  give(piece: Uint8Array): void {
    if (this.#spare.length < mostSpare) this.#spare.push(piece)
  }
}
