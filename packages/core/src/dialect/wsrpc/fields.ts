import { ProtocolError } from '../../close.ts'
import { frameNamed, frames } from './frames.ts'

/**
 * Readers for what came over the wire: each returns the field in the type that it must have, or ends the
 * connection with an error that names the frame and the field. Names are put together when they are needed: of a frame
 * they are told its type and a position, of an object in it where that is and a key.
 */

type Fields = Readonly<Record<string, unknown>>
export type Where = number | string
export type Key = number | string | undefined

/** Gets a field out of what arrived. @throws ProtocolError when it is not what it must be. */
export type Read<T> = (value: unknown, where: Where, key?: Key) => T

/** How the fields of an object are read; in brackets: one that may be absent. What is not named is ignored. */
export type Table<T> = {
  readonly [Name in keyof T]-?: undefined extends T[Name]
    ? readonly [Read<Exclude<T[Name], undefined> | undefined>] | Read<T[Name]>
    : Read<T[Name]>
}

function placeOf(where: Where, key: Key): string {
  if (typeof where === 'string') return key === undefined ? where : `${where} ${key}`
  const name = frameNamed(where) as keyof typeof frames
  return `${name.toUpperCase()} ${frames[name].fields[key as number]}`
}

function refuse(where: Where, key: Key, expected: string, got: unknown): never {
  const kind = got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got
  throw new ProtocolError('malformed', `${placeOf(where, key)} must be ${expected}, not ${kind}`)
}

export function idField(value: unknown, where: Where, key?: Key): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  return refuse(where, key, 'a positive integer', value)
}

export function numberField(value: unknown, where: Where, key?: Key): number {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value
  return refuse(where, key, 'a number of at least 0', value)
}

export function arrayField(value: unknown, where: Where, key?: Key): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(where, key, 'an array', value)
}

export function objectField(value: unknown, where: Where, key?: Key): Fields {
  if (typeof value !== 'object' || value === null) return refuse(where, key, 'an object', value)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
    ? (value as Fields)
    : refuse(where, key, 'an object', value)
}

export function stringField(value: unknown, where: Where, key?: Key, maxLength = 4096): string {
  if (typeof value !== 'string') return refuse(where, key, 'a string', value)
  if (value.length > maxLength) {
    throw new ProtocolError('malformed', `${placeOf(where, key)} is longer than ${maxLength} characters`)
  }
  return value
}

/** A name, or what a machine says of itself. */
export function shortField(value: unknown, where: Where, key?: Key): string {
  return stringField(value, where, key, 256)
}

export function stringsField(value: unknown, where: Where, key?: Key): readonly string[] {
  return arrayField(value, where, key).map((item, index) => stringField(item, where, `${key}[${index}]`))
}

/** What only `true` means something of. */
export function trueField(value: unknown): true | undefined {
  return value === true ? true : undefined
}

/** `read(…)` unless the field is absent, which null means too. */
export function optional<T>(value: unknown, where: Where, key: Key, read: Read<T>): T | undefined {
  return value === undefined || value === null ? undefined : read(value, where, key)
}

/** Reads an object by a table. Absent is absent (`exactOptionalPropertyTypes`). */
export function readFields<T>(value: unknown, where: string, table: Table<T>): T {
  const fields = objectField(value, where)
  const read: Record<string, unknown> = {}
  for (const name of Object.keys(table)) {
    const how = table[name as keyof T] as Read<unknown> | readonly [Read<unknown>]
    const field =
      typeof how === 'function' ? how(fields[name], where, name) : optional(fields[name], where, name, how[0])
    if (field !== undefined) read[name] = field
  }
  return read as T
}
