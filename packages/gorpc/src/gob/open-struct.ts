import { malformed } from './faults.ts'
import { readLeaf } from './leaves.ts'
import type { OpenValue, Step } from './open.ts'
import type { Source } from './source.ts'
import type { WireField } from './wire-type.ts'
import { zeroOf } from './zero.ts'

/**
 * A struct: the fields that are not zero, each behind the distance of its number from the one before; then a 0. What was
 * left out is filled in, so that every object of a type has the same properties in the same order.
 */
export class OpenStruct implements OpenValue {
  readonly value: Record<string, unknown> = {}
  readonly #fields: readonly WireField[]
  /** How many fields have their value; the next one is being read. */
  #done = 0

  /** @throws OverLimit when its fields are too many. */
  constructor(source: Source, fields: readonly WireField[]) {
    source.expect(fields.length)
    this.#fields = fields
  }

  next(source: Source): Step {
    const fields = this.#fields
    for (;;) {
      const distance = source.reader.uint()
      if (distance === 0) {
        this.#fill(source, fields.length)
        return 'whole'
      }
      const number = this.#done + Number(distance) - 1
      const field = fields[number]
      if (field === undefined) throw malformed(`field ${number} of a struct that has ${fields.length}`)
      this.#fill(source, number)
      const type = source.types.get(field.type)
      const leaf = readLeaf(source, type)
      if (leaf === undefined) return type
      this.take(leaf)
    }
  }

  take(value: unknown): void {
    const field = this.#fields[this.#done++] as WireField
    this.value[field.name] = value
  }

  #fill(source: Source, end: number): void {
    while (this.#done < end) {
      const field = this.#fields[this.#done] as WireField
      this.take(zeroOf(source.types.get(field.type)))
    }
  }
}
