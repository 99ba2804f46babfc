import { readLeaf } from './leaves.ts'
import type { OpenValue, Step } from './open.ts'
import type { Source } from './source.ts'

/** A map: key, element, key, element, … Always a Map, so that no key is special and each keeps its type. */
export class OpenMap implements OpenValue {
  readonly value: Map<unknown, unknown> = new Map()
  readonly #key: number
  readonly #element: number
  /** How many keys and elements are still to come. */
  #left: number
  #lastKey: unknown

  /** @throws OverLimit when it has too many entries. */
  constructor(source: Source, key: number, element: number) {
    this.#left = 2 * source.reader.count()
    source.expect(this.#left)
    this.#key = key
    this.#element = element
  }

  next(source: Source): Step {
    while (this.#left > 0) {
      const type = source.types.get(this.#isKey ? this.#key : this.#element)
      const leaf = readLeaf(source, type)
      if (leaf === undefined) return type
      this.take(leaf)
    }
    return 'whole'
  }

  take(value: unknown): void {
    if (this.#isKey) this.#lastKey = value
    else this.value.set(this.#lastKey, value)
    this.#left--
  }

  get #isKey(): boolean {
    return this.#left % 2 === 0
  }
}
