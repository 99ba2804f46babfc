import { readLeaf } from './leaves.ts'
import type { OpenValue, Step } from './open.ts'
import type { Source } from './source.ts'

/** A slice or an array: all of its elements, the zero ones too. */
export class OpenList implements OpenValue {
  readonly value: unknown[] = []
  readonly #length: number
  readonly #element: number

  /** @throws OverLimit when it is too long. */
  constructor(source: Source, length: number, element: number) {
    source.expect(length)
    this.#length = length
    this.#element = element
  }

  next(source: Source): Step {
    if (this.value.length === this.#length) return 'whole'
    const type = source.types.get(this.#element)
    do {
      const leaf = readLeaf(source, type)
      if (leaf === undefined) return type
      this.value.push(leaf)
    } while (this.value.length < this.#length)
    return 'whole'
  }

  take(value: unknown): void {
    this.value.push(value)
  }
}
