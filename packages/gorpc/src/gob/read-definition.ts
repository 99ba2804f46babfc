import type { ByteReader } from './byte-reader.ts'
import {
  definitionId,
  definitionTypes,
  type Common,
  type Definition,
  type Integer,
} from './definition-types.ts'
import { malformed, OverLimit, tooLarge } from './faults.ts'
import { definitionLimits, maxDefinitionBytes } from './limits.ts'
import { Source } from './source.ts'
import { TypeTable } from './type-table.ts'
import { ValueBuilder } from './value-builder.ts'
import type { WireField, WireType } from './wire-type.ts'

/** Nothing is ever added to them. */
const known = new TypeTable(definitionTypes)
const definitionType = known.get(definitionId)

/** Reads the definitions of one stream: they are values like all others, of types that need none. */
export class DefinitionReader {
  readonly #reader: ByteReader
  readonly #builder: ValueBuilder
  #bytes = 0

  constructor(reader: ByteReader) {
    this.#reader = reader
    this.#builder = new ValueBuilder(new Source(reader, known, definitionLimits, () => {}))
  }

  /** @throws ProtocolError when there is none, or the stream has too many. */
  read(): WireType {
    const before = this.#reader.left
    const type = toWireType(this.#build())
    this.#bytes += before - this.#reader.left
    if (this.#bytes > maxDefinitionBytes) {
      throw tooLarge(`more than ${maxDefinitionBytes} bytes of types in one stream`)
    }
    return type
  }

  #build(): Definition {
    try {
      return this.#builder.begin(definitionType) as Definition
    } catch (thrown) {
      throw thrown instanceof OverLimit ? tooLarge(`a type with ${thrown.message}`) : thrown
    }
  }
}

function toWireType(definition: Definition): WireType {
  const { ArrayT, SliceT, StructT, MapT, GobEncoderT, BinaryMarshalerT, TextMarshalerT } = definition
  if (ArrayT !== null) return { kind: 'array', element: natural(ArrayT.Elem), length: natural(ArrayT.Len) }
  if (SliceT !== null) return { kind: 'slice', element: natural(SliceT.Elem) }
  if (StructT !== null) return { kind: 'struct', name: nameOf(StructT), fields: StructT.Field.map(toField) }
  if (MapT !== null) return { kind: 'map', key: natural(MapT.Key), element: natural(MapT.Elem) }
  if (GobEncoderT !== null) return { kind: 'marshaled', by: 'GobEncoder', name: nameOf(GobEncoderT) }
  if (BinaryMarshalerT !== null)
    return { kind: 'marshaled', by: 'BinaryMarshaler', name: nameOf(BinaryMarshalerT) }
  if (TextMarshalerT !== null) return { kind: 'marshaled', by: 'TextMarshaler', name: nameOf(TextMarshalerT) }
  throw malformed('a type that is nothing which is known here')
}

/** Go has no field of such a name, and assigning to it would change the object's prototype. */
const forbidden = '__proto__'

function toField({ Name, Id }: { readonly Name: string; readonly Id: Integer }): WireField {
  if (Name === '' || Name === forbidden) throw malformed(`a field named '${Name}'`)
  return { name: Name, type: natural(Id) }
}

function nameOf({ CommonType }: Common): string {
  return CommonType?.Name ?? ''
}

function natural(value: Integer): number {
  if (typeof value === 'bigint' || value < 0) throw malformed(`a type with ${value} in it`)
  return value
}
