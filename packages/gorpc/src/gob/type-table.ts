import { malformed } from './faults.ts'
import { firstTypeId, maxTypes } from './limits.ts'
import { basicTypes, type WireType } from './wire-type.ts'

/** The types that one stream has defined so far, and the basic ones. */
export class TypeTable {
  readonly #known: ReadonlyMap<number | bigint, WireType>
  readonly #defined = new Map<number | bigint, WireType>()
  /** Types whose values can't bring types, as far as it was asked. */
  readonly #closed = new Set<WireType>()

  /** @param known types that are there without a definition. */
  constructor(known: ReadonlyMap<number | bigint, WireType> = basicTypes) {
    this.#known = known
  }

  /** @throws ProtocolError when nobody has defined it. */
  get(id: number | bigint): WireType {
    const type = this.#known.get(id) ?? this.#defined.get(id)
    if (type === undefined) throw malformed(`a value of type ${id}, which is not defined`)
    return type
  }

  /** @throws ProtocolError when the id is taken or not free to take, or there are too many types. */
  define(id: number | bigint, type: WireType): void {
    // Go's own ids end one lower than its encoder begins.
    if (id < firstTypeId - 1 || this.#defined.has(id)) throw malformed(`type ${id} is defined again`)
    if (this.#defined.size >= maxTypes) throw malformed(`more than ${maxTypes} types in one stream`)
    this.#defined.set(id, type)
  }

  /**
   * Whether a value of this type may bring types: only those in interfaces do. Nothing of such a value can be left out,
   * as the values after it may be of these types.
   *
   * @throws ProtocolError when a type in it is not defined.
   */
  mayDefine(type: WireType): boolean {
    if (this.#closed.has(type)) return false
    const inside = new Set([type])
    // A set may grow while it is walked.
    for (const each of inside) for (const id of idsIn(each)) inside.add(this.get(id))
    for (const { kind } of inside) if (kind === 'interface') return true
    // What is in a type that brings none does not either.
    for (const each of inside) this.#closed.add(each)
    return false
  }
}

function idsIn(type: WireType): readonly number[] {
  switch (type.kind) {
    case 'slice':
    case 'array':
      return [type.element]
    case 'map':
      return [type.key, type.element]
    case 'struct':
      return type.fields.map((field) => field.type)
    default:
      return []
  }
}
