import type { Complex } from './leaves.ts'
import { resolve, type GobType, type Kind } from './gob-type.ts'

/** Whether a field is not sent: the value is not there, or is the zero of its type. */
export function isLeftOut(type: GobType, value: unknown): boolean {
  return value === undefined || isZero[resolve(type).kind](value)
}

const isNull = (value: unknown) => value === null
const isNumberZero = (value: unknown) => value === 0 || value === 0n
const isEmpty = (value: unknown) => value === null || (isList(value) && value.length === 0)
const never = () => false

/**
 * What Go's encoder leaves out of a struct: what is empty or zero, and what is nil. Structs and arrays are always sent
 * where they are not behind a pointer; Maps too, as an empty one is not nil.
 */
const isZero: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  bool: (value) => value === false,
  int: isNumberZero,
  uint: isNumberZero,
  float: (value) => value === 0,
  complex: (value) => (value as Complex | null)?.re === 0 && (value as Complex).im === 0,
  string: (value) => value === '',
  bytes: isEmpty,
  slice: isEmpty,
  map: isNull,
  struct: isNull,
  array: isNull,
  interface: isNull,
  time: isNull,
  marshaled: isNull,
  lazy: never,
  unknown: () => true,
}

function isList(value: unknown): value is { readonly length: number } {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)
}
