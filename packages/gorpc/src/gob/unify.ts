import type { GobField, GobType, Kind, TypeOf } from './gob-type.ts'
import { Refusal } from './refusal.ts'

/** Of the elements of an empty array. */
export const unknown: GobType = { kind: 'unknown' }

/**
 * The one type that values of two types can be sent as, since the elements of an array have only one.
 *
 * @throws Refusal when there is none.
 */
export function unify(a: GobType, b: GobType): GobType {
  if (a === b || b.kind === 'unknown') return a
  if (a.kind === 'unknown') return b
  if (a.kind === 'int' && b.kind === 'float') return b
  if (a.kind === 'float' && b.kind === 'int') return a
  const one =
    a.kind === b.kind
      ? (unifiers[a.kind] as (a: GobType, b: GobType) => GobType | undefined)(a, b)
      : undefined
  if (one === undefined) {
    const kinds = a.kind === b.kind ? `different types of ${a.kind}` : `${a.kind} and ${b.kind}`
    throw new Refusal(`${kinds} side by side: in gob, all elements are of one type`)
  }
  return one
}

const first = (a: GobType) => a
const never = () => undefined

/** For two types of the same kind. */
const unifiers: { readonly [K in Kind]: (a: TypeOf<K>, b: TypeOf<K>) => GobType | undefined } = {
  bool: first,
  int: first,
  uint: first,
  float: first,
  bytes: first,
  string: first,
  complex: first,
  interface: first,
  time: first,
  unknown: first,
  // Only one and the same may be known to be the same.
  lazy: never,
  marshaled: (a, b) => (a.by === b.by && a.name === b.name ? a : undefined),
  slice: (a, b) => ({ kind: 'slice', element: unify(a.element, b.element) }),
  array: (a, b) =>
    a.length === b.length
      ? { kind: 'array', element: unify(a.element, b.element), length: a.length }
      : undefined,
  map: (a, b) => ({ kind: 'map', key: unify(a.key, b.key), element: unify(a.element, b.element) }),
  struct: (a, b) => ({ kind: 'struct', name: a.name, fields: unifyFields(a.fields, b.fields) }),
}

/** The fields of both: one that a value lacks is zero in Go. */
function unifyFields(a: readonly GobField[], b: readonly GobField[]): readonly GobField[] {
  if (a.length === b.length && a.every(({ name, type }, i) => name === b[i]?.name && type === b[i]?.type))
    return a
  const fields = new Map(a.map(({ name, type }) => [name, type]))
  for (const { name, type } of b) fields.set(name, unify(fields.get(name) ?? unknown, type))
  return [...fields].map(([name, type]) => ({ name, type }))
}
