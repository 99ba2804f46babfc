import type { Definition } from './definition-types.ts'
import type { GobType } from './gob-type.ts'
import type { Marshaling } from './wire-type.ts'

const none: Definition = {
  ArrayT: null,
  SliceT: null,
  StructT: null,
  MapT: null,
  GobEncoderT: null,
  BinaryMarshalerT: null,
  TextMarshalerT: null,
}

const marshalers = {
  GobEncoder: 'GobEncoderT',
  BinaryMarshaler: 'BinaryMarshalerT',
  TextMarshaler: 'TextMarshalerT',
} as const satisfies Readonly<Record<Marshaling, keyof Definition>>

/**
 * How a type is told to the other side, with 0 for its own id. Two that are told in the same way are the same.
 *
 * @param type one that has to be told: neither basic nor lazy.
 * @param idOf gives the ids of the types in it.
 */
export function definitionOf(type: GobType, idOf: (type: GobType) => number): Definition {
  switch (type.kind) {
    case 'array':
      return { ...none, ArrayT: { ...named(''), Elem: idOf(type.element), Len: type.length } }
    case 'slice':
      return { ...none, SliceT: { ...named(''), Elem: idOf(type.element) } }
    case 'map':
      return { ...none, MapT: { ...named(''), Key: idOf(type.key), Elem: idOf(type.element) } }
    case 'struct': {
      const sent = type.fields.filter((field) => field.type.kind !== 'unknown')
      const Field = sent.map((field) => ({ Name: field.name, Id: idOf(field.type) }))
      return { ...none, StructT: { ...named(type.name), Field } }
    }
    case 'time':
      return { ...none, GobEncoderT: named('Time') }
    case 'marshaled':
      return { ...none, [marshalers[type.by]]: named(type.name) }
    default:
      throw new TypeError(`every decoder knows ${type.kind}`)
  }
}

/** The same definition, with the id that it gives to its type. */
export function withId(definition: Definition, Id: number): Definition {
  return Object.fromEntries(
    Object.entries(definition).map(([kind, content]: [string, Definition[keyof Definition]]) => [
      kind,
      content === null ? null : { ...content, CommonType: { ...content.CommonType, Id } },
    ]),
  ) as unknown as Definition
}

function named(Name: string): { readonly CommonType: { readonly Name: string; readonly Id: number } } {
  return { CommonType: { Name, Id: 0 } }
}
