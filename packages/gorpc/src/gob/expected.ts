import type { Kind } from './gob-type.ts'
import { nameOf, Refusal } from './refusal.ts'

/** What a value has to be for each kind of type, for errors. */
const wanted: Readonly<Record<Kind, string>> = {
  bool: 'a boolean',
  int: 'an integer (number or bigint)',
  uint: 'an integer (number or bigint) that is not negative',
  float: 'a number',
  complex: '{ re, im } with two numbers',
  string: 'a string',
  bytes: 'a Uint8Array',
  time: 'a valid Date',
  marshaled: 'a Uint8Array',
  interface: 'null or a value with a name: gob.named',
  slice: 'an array',
  array: 'an array',
  map: 'a Map',
  struct: 'an object',
  lazy: 'a value',
  unknown: 'nothing',
}

/** A value that is not of its type. */
export function notOf(kind: Kind, value: unknown): Refusal {
  const shown = typeof value === 'number' || typeof value === 'bigint' ? String(value) : nameOf(value)
  return new Refusal(`${shown} can't be sent as ${kind}: it takes ${wanted[kind]}`)
}
