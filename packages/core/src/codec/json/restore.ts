import { remoteError } from '../remote-error.ts'
import { nestedTooDeep } from '../scan.ts'
import { fromBytes, kindOf } from '../typed-arrays.ts'
import { deepestNesting } from '../values.ts'
import { fromBase64 } from './base64.ts'
import { isTagLike } from './tags.ts'
import type { Frame } from '../codec.ts'
import type { StreamRefs } from '../stream-refs.ts'

/** Turns tags back into what they stand for, in place. */
export class Restorer {
  readonly #maxDepth: number
  readonly #streams: StreamRefs
  /** The place of the frame in its message. */
  #element = 0

  constructor(maxDepth: number, streams: StreamRefs) {
    this.#maxDepth = Math.min(maxDepth, deepestNesting)
    this.#streams = streams
  }

  /** @throws Error that says what is wrong. */
  restore(frame: unknown[], element: number): Frame {
    this.#element = element
    return this.#elements(frame, 0)
  }

  #value(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      this.#enter(depth)
      return this.#elements(value, depth + 1)
    }
    const object = value as Record<string, unknown>
    const keys = Object.keys(object)
    const only = keys[0]
    if (keys.length === 1 && only !== undefined && isTagLike(only)) {
      if (!isTagLike(only.slice(1))) return this.#tag(only.slice(1), object[only], depth)
      this.#enter(depth)
      return { [only.slice(1)]: this.#value(object[only], depth + 1) }
    }
    this.#enter(depth)
    for (const key of keys) object[key] = this.#value(object[key], depth + 1)
    return object
  }

  #elements(array: unknown[], depth: number): unknown[] {
    for (let i = 0; i < array.length; i++) array[i] = this.#value(array[i], depth)
    return array
  }

  #tag(name: string, content: unknown, depth: number): unknown {
    switch (name) {
      case 'Undefined':
        if (content !== true) throw bad(name)
        return undefined
      case 'Number':
        return readNumber(content)
      case 'BigInt':
        return readBigInt(content)
      case 'Date':
        return readDate(content)
      case 'Map':
        return this.#map(content, depth)
      case 'Set':
        if (!Array.isArray(content)) throw bad(name)
        this.#enter(depth)
        return new Set(this.#elements(content, depth + 1))
      case 'Error':
        this.#enter(depth)
        return readError(content)
      case 'Stream':
        return this.#streams.get(content, this.#element)
      case 'Uint8Array':
        return readBytes(name, content)
      default: {
        const kind = kindOf(name)
        if (kind < 0) throw new Error(`unknown tag $${name.slice(0, 64)}`)
        return fromBytes(kind, readBytes(name, content))
      }
    }
  }

  #map(content: unknown, depth: number): Map<unknown, unknown> {
    if (!Array.isArray(content)) throw bad('Map')
    this.#enter(depth)
    const map = new Map<unknown, unknown>()
    for (const entry of content as unknown[]) {
      if (!Array.isArray(entry) || entry.length !== 2) throw bad('Map')
      map.set(this.#value(entry[0], depth + 1), this.#value(entry[1], depth + 1))
    }
    return map
  }

  #enter(depth: number): void {
    if (depth >= this.#maxDepth) throw new Error(nestedTooDeep(this.#maxDepth))
  }
}

function readNumber(content: unknown): number {
  switch (content) {
    case 'NaN':
      return NaN
    case 'Infinity':
      return Infinity
    case '-Infinity':
      return -Infinity
    case '-0':
      return -0
    default:
      throw bad('Number')
  }
}

function readBigInt(content: unknown): bigint {
  if (typeof content !== 'string' || !/^-?0x[0-9a-f]+$/.test(content)) throw bad('BigInt')
  return content.startsWith('-') ? -BigInt(content.slice(1)) : BigInt(content)
}

function readDate(content: unknown): Date {
  // What is no number becomes an invalid Date too.
  const date = new Date(typeof content === 'number' ? content : NaN)
  if (date.getTime() !== content) throw bad('Date')
  return date
}

function readError(content: unknown): Error {
  if (typeof content !== 'object' || content === null) throw bad('Error')
  const { name, message, ...others } = content as Record<string, unknown>
  if (typeof name !== 'string' || typeof message !== 'string') throw bad('Error')
  if (Object.keys(others).length > 0) throw bad('Error')
  return remoteError(name, message)
}

function readBytes(name: string, content: unknown): Uint8Array {
  if (typeof content !== 'string') throw bad(name)
  return fromBase64(content)
}

function bad(name: string): Error {
  return new Error(`a tag $${name} with a content that it can't have`)
}
