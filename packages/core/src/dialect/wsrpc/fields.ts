import { ProtocolError } from '../../close.ts'

/**
 * Readers for what came over the wire: each returns the field in the type that it must have, or ends the
 * connection with an error that names the frame and the field.
 */

type Fields = Readonly<Record<string, unknown>>

function refuse(where: string, expected: string, got: unknown): never {
  const kind = got === null ? 'null' : Array.isArray(got) ? 'an array' : typeof got
  throw new ProtocolError('malformed', `${where} must be ${expected}, not ${kind}`)
}

export function idField(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  return refuse(where, 'a positive integer', value)
}

export function stringField(value: unknown, where: string, maxLength = 4096): string {
  if (typeof value !== 'string') return refuse(where, 'a string', value)
  if (value.length > maxLength)
    throw new ProtocolError('malformed', `${where} is longer than ${maxLength} characters`)
  return value
}

export function numberField(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value
  return refuse(where, 'a number of at least 0', value)
}

export function arrayField(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(where, 'an array', value)
}

export function objectField(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null) return refuse(where, 'an object', value)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
    ? (value as Fields)
    : refuse(where, 'an object', value)
}

export function stringsField(value: unknown, where: string): readonly string[] {
  return arrayField(value, where).map((item, index) => stringField(item, `${where}[${index}]`))
}

/** `read(value, where)` unless the field is absent, which null means too. */
export function optional<T>(
  value: unknown,
  where: string,
  read: (value: unknown, where: string) => T,
): T | undefined {
  return value === undefined || value === null ? undefined : read(value, where)
}

/** The object without its undefined properties: absent is absent (`exactOptionalPropertyTypes`). */
export function defined<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] === undefined) delete object[key]
  return object as T
}
