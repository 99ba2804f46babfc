import type { BasicKind, Marshaling } from './wire-type.ts'

/** What is to be sent as a field of a struct. */
export interface GobField {
  readonly name: string
  readonly type: GobType
}

/** How a value is sent, made with {@link gob}. Types hold each other, and by `lazy` themselves. */
export type GobType =
  | { readonly kind: BasicKind }
  | { readonly kind: 'time' }
  | { readonly kind: 'marshaled'; readonly by: Marshaling; readonly name: string }
  | { readonly kind: 'slice'; readonly element: GobType }
  | { readonly kind: 'array'; readonly element: GobType; readonly length: number }
  | { readonly kind: 'map'; readonly key: GobType; readonly element: GobType }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly GobField[] }
  | { readonly kind: 'lazy'; readonly target: () => GobType }
  /** Of the elements of an empty array. Nothing of it is sent: see infer.ts. */
  | { readonly kind: 'unknown' }

export type Kind = GobType['kind']

/** A type of one kind. */
export type TypeOf<K extends Kind> = Extract<GobType, { readonly kind: K }>

/** A value with the type that it is sent as. Made by `gob.of`. */
export class GobTyped {
  readonly type: GobType
  readonly value: unknown

  constructor(type: GobType, value: unknown) {
    this.type = type
    this.value = value
  }

  /** For what knows no types: the native dialect, and JSON, beside Go's on one path. */
  toJSON(): unknown {
    return this.value
  }
}

/** What a type is that was not there yet when it was made. */
export function resolve(type: GobType): GobType {
  return type.kind === 'lazy' ? resolve(type.target()) : type
}
