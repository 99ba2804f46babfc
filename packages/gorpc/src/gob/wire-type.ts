/** What is told about a type on the wire. Types name each other by ids, so that one may hold itself. */

/** Types without a definition: their ids are fixed. */
export type BasicKind = 'bool' | 'int' | 'uint' | 'float' | 'bytes' | 'string' | 'complex' | 'interface'

/** How a type of Go turns itself into bytes: the names of its interfaces, and of what they are in a definition. */
export type Marshaling = 'GobEncoder' | 'BinaryMarshaler' | 'TextMarshaler'

export interface WireField {
  readonly name: string
  readonly type: number
}

export type WireType =
  | { readonly kind: BasicKind }
  | { readonly kind: 'marshaled'; readonly by: Marshaling; readonly name: string }
  | { readonly kind: 'slice'; readonly element: number }
  | { readonly kind: 'array'; readonly element: number; readonly length: number }
  | { readonly kind: 'map'; readonly key: number; readonly element: number }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly WireField[] }

/** "Encoding Details" in the documentation of Go's encoding/gob. */
export const basicIds: Readonly<Record<BasicKind, number>> = {
  bool: 1,
  int: 2,
  uint: 3,
  float: 4,
  bytes: 5,
  string: 6,
  complex: 7,
  interface: 8,
}

/** The basic types by their ids. */
export const basicTypes: ReadonlyMap<number | bigint, WireType> = new Map(
  Object.entries(basicIds).map(([kind, id]) => [id, { kind: kind as BasicKind }]),
)
