import { malformed } from './faults.ts'
import { maxTypeNameBytes } from './limits.ts'
import { GobNamed, namesOfGo } from './named.ts'
import type { OpenValue, Step } from './open.ts'
import type { Source } from './source.ts'

/**
 * An interface: the name of a type, its id, and a value of it. No name is nil.
 *
 * Go's encoder finds a type out here that it has not defined yet, and then defines it at this very place: it ends the
 * block behind the definition, and goes on with the value in the next one. Inside of another interface the blocks are
 * in the outer one's, each behind its length. So a length in here does not tell where the value ends, and means nothing.
 */
export class OpenInterface implements OpenValue {
  value: unknown = null
  #name: string | undefined
  #isWhole = false

  next(source: Source): Step {
    if (this.#isWhole) return 'whole'
    this.#name ??= readName(source)
    if (this.#name === '') return 'whole'
    const { reader } = source
    for (;;) {
      if (reader.left === 0) return 'waiting'
      const id = reader.int()
      if (id >= 0) return typeOf(source, id)
      source.define(-id)
      if (reader.left > 0) reader.uint()
    }
  }

  take(value: unknown): void {
    const name = this.#name as string
    this.value = namesOfGo.has(name) ? value : new GobNamed(name, value)
    this.#isWhole = true
  }
}

function readName({ reader }: Source): string {
  const length = reader.length()
  if (length > maxTypeNameBytes) throw malformed(`a type whose name has ${length} bytes`)
  return reader.text(length)
}

/** The value is as one of the stream: see {@link skipZero}. */
function typeOf(source: Source, id: number | bigint): Step {
  source.reader.uint()
  const type = source.types.get(id)
  skipZero(source, type)
  return type
}

/** A value that is no struct, where one is expected, looks like a field of it: it has a 0 before it. */
export function skipZero({ reader }: Source, type: { readonly kind: string }): void {
  if (type.kind !== 'struct' && reader.uint() !== 0) throw malformed('a value that should begin with 0')
}
