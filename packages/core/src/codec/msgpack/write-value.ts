import { classify, refuse } from '../classify.ts'
import { forbiddenKey, within } from '../refusal.ts'
import { extension } from '../values.ts'
import {
  closeExtension,
  openExtension,
  writeBigInt,
  writeDate,
  writeStream,
  writeTypedArray,
  writeUndefined,
} from './write-extension.ts'
import { rewriteMapHeader, writeArrayHeader, writeMapHeader } from './write-header.ts'
import { writeBinary, writeByte, writeNumber, writeString } from './write-scalar.ts'
import type { Frame } from '../codec.ts'
import type { PathStep } from '../value-error.ts'
import type { Writer } from './writer.ts'

type Write = (w: Writer, value: unknown, depth: number) => void

/** Writes a frame. `undefined` survives as its element, and as an element of an array in it: as a param. */
export function writeFrame(w: Writer, frame: Frame): void {
  const { length } = frame
  w.count(length)
  writeArrayHeader(w, length)
  let i = 0
  try {
    for (; i < length; i++) {
      const value = frame[i]
      if (typeof value === 'number') writeNumber(w, value)
      else if (Array.isArray(value)) writeArray(w, value, 0, writeParam)
      else writeParam(w, value, 0)
    }
  } catch (thrown) {
    throw within(thrown, i)
  }
}

function writeParam(w: Writer, value: unknown, depth: number): void {
  if (value === undefined) writeUndefined(w)
  else writeValue(w, value, depth)
}

function writeValue(w: Writer, value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      return writeString(w, value)
    case 'number':
      return writeNumber(w, value)
    case 'boolean':
      return writeByte(w, value ? 0xc3 : 0xc2)
    case 'undefined':
      return writeByte(w, 0xc0)
    case 'bigint':
      return writeBigInt(w, value)
    case 'object':
      return value === null ? writeByte(w, 0xc0) : writeObject(w, value, depth)
    default:
      throw refuse(typeof value)
  }
}

function writeObject(w: Writer, value: object, depth: number): void {
  if (Array.isArray(value)) return writeArray(w, value, depth, writeValue)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Uint8Array.prototype) return writeBinary(w, value as Uint8Array)
  if ((prototype === Object.prototype || prototype === null) && !(Symbol.asyncIterator in value)) {
    return writeProperties(w, value as Record<string, unknown>, depth)
  }
  writeSpecial(w, value, depth)
}

function writeArray(w: Writer, array: readonly unknown[], depth: number, write: Write): void {
  w.checkDepth(depth)
  writeElements(w, array, depth + 1, write)
}

function writeElements(w: Writer, array: readonly unknown[], depth: number, write: Write): void {
  const { length } = array
  w.count(length)
  writeArrayHeader(w, length)
  let i = 0
  try {
    for (; i < length; i++) write(w, array[i], depth)
  } catch (thrown) {
    throw within(thrown, i)
  }
}

function writeProperties(w: Writer, value: Record<string, unknown>, depth: number): void {
  w.checkDepth(depth)
  const keys = Object.keys(value)
  const { length } = keys
  w.count(2 * length)
  const header = w.size
  writeMapHeader(w, length)
  let written = 0
  let key = ''
  try {
    for (let i = 0; i < length; i++) {
      key = keys[i] as string
      const property = value[key]
      if (property === undefined) continue
      if (key === '__proto__') throw forbiddenKey()
      writeString(w, key)
      writeValue(w, property, depth + 1)
      written++
    }
  } catch (thrown) {
    throw within(thrown, key)
  }
  if (written !== length) rewriteMapHeader(w, header, length, written)
}

function writeSpecial(w: Writer, value: object, depth: number): void {
  const kind = classify(value)
  switch (kind) {
    case 'Uint8Array':
      return writeBinary(w, value as Uint8Array)
    case 'typedArray':
      return writeTypedArray(w, value as ArrayBufferView)
    case 'Date':
      return writeDate(w, value as Date)
    case 'Map':
      return writeMap(w, value as Map<unknown, unknown>, depth)
    case 'Set':
      return writeSet(w, value as Set<unknown>, depth)
    case 'Error':
      return writeError(w, value as Error, depth)
    case 'stream':
      return writeStream(w, value)
    case 'toJSON':
      // Deeper by one, so that an object that turns into itself comes to an end.
      w.checkDepth(depth)
      return writeValue(w, (value as { toJSON(): unknown }).toJSON(), depth + 1)
    case 'instance':
      return writeProperties(w, value as Record<string, unknown>, depth)
  }
}

function writeMap(w: Writer, map: Map<unknown, unknown>, depth: number): void {
  w.checkDepth(depth)
  const at = openExtension(w)
  let entry = 0
  let step: PathStep = 0
  try {
    for (const [key, value] of map) {
      w.count(2)
      step = typeof key === 'string' ? key : entry
      writeValue(w, key, depth + 1)
      writeValue(w, value, depth + 1)
      entry++
    }
  } catch (thrown) {
    throw within(thrown, step)
  }
  closeExtension(w, at, extension.map)
}

function writeSet(w: Writer, set: Set<unknown>, depth: number): void {
  w.checkDepth(depth)
  const at = openExtension(w)
  let entry = 0
  try {
    for (const value of set) {
      w.count(1)
      writeValue(w, value, depth + 1)
      entry++
    }
  } catch (thrown) {
    throw within(thrown, entry)
  }
  closeExtension(w, at, extension.set)
}

/** Name and message only: a stack and other properties are nobody else's business. */
function writeError(w: Writer, error: Error, depth: number): void {
  w.checkDepth(depth)
  const at = openExtension(w)
  w.count(2)
  writeString(w, String(error.name))
  writeString(w, String(error.message))
  closeExtension(w, at, extension.error)
}
