import { OverLimit } from './faults.ts'
import { readLeaf } from './leaves.ts'
import { openValue } from './open-value.ts'
import { skipZero } from './open-interface.ts'
import type { OpenValue } from './open.ts'
import type { Source } from './source.ts'
import type { WireType } from './wire-type.ts'

/**
 * Builds one value after the other. What is open is on a stack of its own and not on the runtime's, since a value may
 * have to wait in its middle for the next block.
 */
export class ValueBuilder {
  readonly #source: Source
  readonly #open: OpenValue[] = []

  constructor(source: Source) {
    this.#source = source
  }

  /** Whether a value waits for the next block. */
  get isOpen(): boolean {
    return this.#open.length > 0
  }

  /**
   * Reads a value of the stream.
   *
   * @returns `undefined` when it goes on in the next block: see {@link resume}.
   * @throws OverLimit when it is over a limit, ProtocolError when it is none.
   */
  begin(type: WireType): unknown {
    this.#source.restart()
    skipZero(this.#source, type)
    const leaf = readLeaf(this.#source, type)
    if (leaf !== undefined) return leaf
    this.#push(type)
    return this.resume()
  }

  /** Goes on with the value in the next block. Returns and throws what {@link begin} does. */
  resume(): unknown {
    const open = this.#open
    for (;;) {
      const top = open[open.length - 1] as OpenValue
      const step = top.next(this.#source)
      if (step === 'waiting') return undefined
      if (step === 'whole') {
        open.pop()
        const outer = open[open.length - 1]
        if (outer === undefined) return top.value
        outer.take(top.value)
      } else {
        const leaf = readLeaf(this.#source, step)
        if (leaf === undefined) this.#push(step)
        else top.take(leaf)
      }
    }
  }

  /** Gives the open value up. */
  abandon(): void {
    this.#open.length = 0
  }

  #push(type: WireType): void {
    const { maxDepth } = this.#source.limits
    if (this.#open.length >= maxDepth) throw new OverLimit(`nested deeper than ${maxDepth} (maxDepth)`)
    this.#open.push(openValue(this.#source, type))
  }
}
