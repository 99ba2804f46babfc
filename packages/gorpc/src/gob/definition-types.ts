import { basicIds, basicTypes, type WireType } from './wire-type.ts'

/** The type of a definition: `WireType` in the documentation of encoding/gob, which also gives it its id. */
export const definitionId = 16

const { int, string } = basicIds
const common = { name: 'CommonType', type: 18 }

function struct(name: string, ...fields: readonly { name: string; type: number }[]): WireType {
  return { kind: 'struct', name, fields }
}

/**
 * The types that say what other types are: what every decoder has to know already. Their ids are the documentation's, but
 * for 24, which no stream names.
 */
export const definitionTypes: ReadonlyMap<number | bigint, WireType> = new Map<number | bigint, WireType>([
  ...basicTypes,
  [
    definitionId,
    struct(
      'wireType',
      { name: 'ArrayT', type: 17 },
      { name: 'SliceT', type: 19 },
      { name: 'StructT', type: 20 },
      { name: 'MapT', type: 23 },
      { name: 'GobEncoderT', type: 24 },
      { name: 'BinaryMarshalerT', type: 24 },
      { name: 'TextMarshalerT', type: 24 },
    ),
  ],
  [17, struct('arrayType', common, { name: 'Elem', type: int }, { name: 'Len', type: int })],
  [18, struct('CommonType', { name: 'Name', type: string }, { name: 'Id', type: int })],
  [19, struct('sliceType', common, { name: 'Elem', type: int })],
  [20, struct('structType', common, { name: 'Field', type: 22 })],
  [21, struct('fieldType', { name: 'Name', type: string }, { name: 'Id', type: int })],
  [22, { kind: 'slice', element: 21 }],
  [23, struct('mapType', common, { name: 'Key', type: int }, { name: 'Elem', type: int })],
  [24, struct('gobEncoderType', common)],
])

/** A definition as it is read and written: one of them, the others are null. */
export interface Definition {
  readonly ArrayT: (Common & { readonly Elem: Integer; readonly Len: Integer }) | null
  readonly SliceT: (Common & { readonly Elem: Integer }) | null
  readonly StructT:
    | (Common & { readonly Field: readonly { readonly Name: string; readonly Id: Integer }[] })
    | null
  readonly MapT: (Common & { readonly Key: Integer; readonly Elem: Integer }) | null
  readonly GobEncoderT: Common | null
  readonly BinaryMarshalerT: Common | null
  readonly TextMarshalerT: Common | null
}

export interface Common {
  readonly CommonType: { readonly Name: string; readonly Id: Integer } | null
}

export type Integer = number | bigint
