import { checkType } from './check-type.ts'
import { adviceFor, isFieldName } from './field-name.ts'
import { GobTyped, type GobField, type GobType } from './gob-type.ts'
import { GobNamed } from './named.ts'
import type { Marshaling } from './wire-type.ts'

/**
 * How values are sent, where JavaScript's own types say too little: Go takes an int for an int only, and a float for a
 * float.
 *
 * ```ts
 * const order = gob.struct({ Id: gob.uint, Price: gob.float, Tags: gob.slice(gob.string) })
 * encoder.encode(gob.of(order, { Id: 7, Price: 2, Tags: [] }))
 * ```
 *
 * What has no type is sent as what it looks like: boolean → bool, string → string, bigint → int, a safe integer → int,
 * any other number → float, Uint8Array → `[]byte`, other typed arrays → slices of their numbers, Date → time.Time,
 * Map → map, {@link GobNamed} → interface, array → slice, object → struct of its own properties, whose names begin with
 * a capital; those that are undefined are left out.
 *
 * The elements of an array, and so the keys and the elements of a Map, are of one type: ints among floats are floats,
 * and objects are one struct with the fields of all of them. An array or a Map without elements has none to tell the
 * type by, so as a field it is not sent (Go then has a nil one), and elsewhere it needs a type.
 */
export const gob: Gob = {
  bool: { kind: 'bool' },
  int: { kind: 'int' },
  uint: { kind: 'uint' },
  float: { kind: 'float' },
  complex: { kind: 'complex' },
  string: { kind: 'string' },
  bytes: { kind: 'bytes' },
  time: { kind: 'time' },
  interface: { kind: 'interface' },
  empty: { kind: 'struct', name: '', fields: [] },
  slice,
  array,
  map,
  struct,
  marshaled: (by, name = '') => ({ kind: 'marshaled', by, name }),
  lazy,
  of,
  named: (name, value) => new GobNamed(name, value),
}

/** What {@link gob} has. All that take a type throw a TypeError when they get something else. */
export interface Gob {
  /** From a boolean. */
  readonly bool: GobType
  /** From an integer of 64 bits: a number or a bigint. For all of Go's int types. */
  readonly int: GobType
  /** From an integer of 64 bits that is not negative: a number or a bigint. For all of Go's uint types. */
  readonly uint: GobType
  /** From a number. For float32 and float64. */
  readonly float: GobType
  /** From `{ re, im }`, two numbers. */
  readonly complex: GobType
  /** From a string. Half a surrogate pair is sent as U+FFFD. */
  readonly string: GobType
  /** From a Uint8Array. For `[]byte`. */
  readonly bytes: GobType
  /** From a Date. For time.Time, in UTC. */
  readonly time: GobType
  /**
   * From null, from a {@link GobNamed}, or from a value whose type Go registers by itself: bool, int, uint, float,
   * complex, string, bytes, and slices of the first six.
   */
  readonly interface: GobType
  /** The struct without fields, which is `struct{}` in Go: what net/rpc has for "nothing". */
  readonly empty: GobType
  /** From an array, or a typed array of numbers. */
  slice(element: GobType): GobType
  /**
   * From an array of just that length. For Go's arrays; `[16]byte` is `gob.array(gob.uint, 16)`, from a Uint8Array too.
   *
   * @throws TypeError when the length is none.
   */
  array(element: GobType, length: number): GobType
  /** From a Map, or an object if its keys are strings. */
  map(key: GobType, element: GobType): GobType
  /**
   * From an object. A property that is not there, or is undefined, is not sent: the field is zero in Go. null says nil,
   * where Go has a pointer, slice, map or interface: it does not for bool, numbers and strings.
   *
   * @param fields by the names that they have in Go: exported ones, so they begin with a capital.
   * @param name of the type; Go only shows it in errors. Default: none.
   * @throws TypeError when a field's name does not begin with a capital: Go would take nothing for it.
   */
  struct(fields: Readonly<Record<string, GobType>>, name?: string): GobType
  /**
   * From the bytes (of text: the string) that a type of Go with a way of its own turns into, and back. `by` is how it
   * does: it has to be the one that Go prefers, GobEncoder before BinaryMarshaler.
   *
   * @param name of the type; Go only shows it in errors. Default: none.
   */
  marshaled(by: Marshaling, name?: string): GobType
  /**
   * A type that is not there yet, for one that holds itself. Make it once, since it is a type of its own for each
   * stream.
   *
   * ```ts
   * const tree = gob.struct({ Value: gob.int, Children: gob.slice(gob.lazy(() => tree)) })
   * ```
   */
  lazy(target: () => GobType): GobType
  /** A value to be sent as this type, wherever a value may be. */
  of(type: GobType, value: unknown): GobTyped
  /** A value for an interface, with the name by which Go knows its type: `main.Point`. Its type is that of `gob.of`. */
  named(name: string, value: unknown): GobNamed
}

function slice(element: GobType): GobType {
  checkType('what gob.slice takes', element)
  return { kind: 'slice', element }
}

function array(element: GobType, length: number): GobType {
  checkType('what gob.array takes', element)
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new TypeError(`gob.array can't have ${length} elements: give it a length`)
  }
  return { kind: 'array', element, length }
}

function map(key: GobType, element: GobType): GobType {
  checkType('what gob.map takes for its keys', key)
  checkType('what gob.map takes for its elements', element)
  return { kind: 'map', key, element }
}

function struct(fields: Readonly<Record<string, GobType>>, name = ''): GobType {
  return { kind: 'struct', name, fields: Object.entries(fields).map(([field, type]) => toField(field, type)) }
}

function toField(name: string, type: GobType): GobField {
  if (!isFieldName(name)) {
    const advice = `fields of Go begin with a capital: ${adviceFor(name)}, or use gob.map for a map`
    throw new TypeError(`gob.struct can't have a field named '${name}': ${advice}`)
  }
  checkType(`the field ${name} of gob.struct`, type)
  return { name, type }
}

function lazy(target: () => GobType): GobType {
  if (typeof target !== 'function')
    throw new TypeError('gob.lazy takes a function: write gob.lazy(() => type)')
  return { kind: 'lazy', target }
}

function of(type: GobType, value: unknown): GobTyped {
  checkType('what gob.of takes first', type)
  return new GobTyped(type, value)
}
