import { classify, refuse, refuseInvalidDate } from '../classify.ts'
import {
  binaryTooLarge,
  forbiddenKey,
  stringTooLarge,
  tooDeep,
  tooLarge,
  tooLong,
  tooManyItems,
  within,
} from '../refusal.ts'
import { idOfStream } from '../stream-refs.ts'
import { kindOf, nameOf, toBytes } from '../typed-arrays.ts'
import { deepestNesting } from '../values.ts'
import { base64Length, toBase64 } from './base64.ts'
import { pick, preparedElements } from './copies.ts'
import { hole } from './literals.ts'
import { isTagLike, nameOfNumber } from './tags.ts'
import { utf8Length } from '../utf8-length.ts'
import type { Frame, Refs } from '../codec.ts'
import type { PathStep } from '../value-error.ts'
import type { Piece } from './piece.ts'
import type { ValueLimits } from '../../limits.ts'

/**
 * Turns a frame into what native `JSON.stringify` writes as it should travel, and holds it against the other
 * side's limits. Copies only what has to change: most frames come back as they are.
 */
export class Preparer {
  readonly #limits: ValueLimits
  readonly #refs: Refs | undefined
  readonly #maxDepth: number
  /** A string of no more characters breaks no limit by itself. */
  readonly #shortString: number
  #items = 0
  /** Bytes of strings so far: never more than there will be. */
  #stringBytes = 0
  readonly #piece: Piece | undefined
  /** What goes into the holes of what was prepared, in their order; `undefined` when there are none. */
  literals: string[] | undefined

  /** @param piece a string of the frame that was written already. */
  constructor(limits: ValueLimits, refs: Refs | undefined, piece: Piece | undefined) {
    this.#limits = limits
    this.#refs = refs
    this.#piece = piece
    this.#maxDepth = Math.min(limits.maxDepth, deepestNesting)
    this.#shortString = Math.floor(Math.min(limits.maxStringBytes, limits.maxMessageBytes) / 3)
  }

  /** `undefined` survives as an element of the frame, and as an element of an array in it: as a param. */
  prepare(frame: Frame): unknown {
    return this.#elements(frame, (element) =>
      Array.isArray(element) ? this.#params(element) : this.#param(element, 0),
    )
  }

  #params(params: readonly unknown[]): unknown {
    this.#enter(0)
    return this.#elements(params, (param) => this.#param(param, 1))
  }

  #param(value: unknown, depth: number): unknown {
    return value === undefined ? this.#tag('Undefined', true) : this.#value(value, depth)
  }

  #value(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        this.#string(value)
        return value === this.#piece?.data ? this.#literal(this.#piece.literal) : value
      case 'number': {
        const name = nameOfNumber(value)
        return name === undefined ? value : this.#tag('Number', name)
      }
      case 'boolean':
      case 'undefined':
        return value
      case 'bigint':
        return this.#tag('BigInt', this.#bigint(value))
      case 'object':
        return value === null ? null : this.#object(value, depth)
      default:
        throw refuse(typeof value)
    }
  }

  #object(value: object, depth: number): unknown {
    if (Array.isArray(value)) {
      this.#enter(depth)
      return this.#elements(value, (element) => this.#value(element, depth + 1))
    }
    const prototype: unknown = Object.getPrototypeOf(value)
    const plain = prototype === Object.prototype || prototype === null
    if (plain && !(Symbol.asyncIterator in value)) return this.#properties(value, depth, false)
    switch (classify(value)) {
      case 'Uint8Array':
        return this.#tag('Uint8Array', this.#bytes(value as Uint8Array))
      case 'typedArray':
        return this.#typedArray(value as ArrayBufferView)
      case 'Date':
        return this.#date(value as Date)
      case 'Map':
        return this.#map(value as Map<unknown, unknown>, depth)
      case 'Set':
        return this.#set(value as Set<unknown>, depth)
      case 'Error':
        return this.#error(value as Error, depth)
      case 'stream':
        return this.#tag('Stream', idOfStream(this.#refs, value))
      case 'toJSON':
        // Deeper by one, so that an object that turns into itself comes to an end.
        this.#enter(depth)
        return this.#value((value as { toJSON(): unknown }).toJSON(), depth + 1)
      case 'instance':
        return this.#properties(value, depth, true)
    }
  }

  #elements(array: readonly unknown[], prepare: (element: unknown) => unknown): readonly unknown[] {
    this.#count(array.length)
    return preparedElements(array, prepare)
  }

  #properties(value: object, depth: number, copies: boolean): unknown {
    this.#enter(depth)
    const object = value as Record<string, unknown>
    const keys = Object.keys(object)
    this.#count(2 * keys.length)
    let copy: Record<string, unknown> | undefined = copies ? {} : undefined
    let defined = 0
    let last = ''
    let key = ''
    try {
      for (let i = 0; i < keys.length; i++) {
        key = keys[i] as string
        const property = object[key]
        if (property === undefined) continue
        if (key === '__proto__') throw forbiddenKey()
        this.#string(key)
        const prepared = this.#value(property, depth + 1)
        if (copy === undefined && prepared !== property) copy = pick(object, keys, i)
        if (copy !== undefined) copy[key] = prepared
        last = key
        defined++
      }
    } catch (thrown) {
      throw within(thrown, key)
    }
    const result = copy ?? object
    return defined === 1 && isTagLike(last) ? { [`$${last}`]: result[last] } : result
  }

  #map(map: Map<unknown, unknown>, depth: number): unknown {
    this.#enter(depth)
    const entries: unknown[] = []
    let step: PathStep = 0
    try {
      for (const [key, value] of map) {
        this.#count(3)
        step = typeof key === 'string' ? key : entries.length
        // As in an array, what is undefined is written as null.
        entries.push([this.#value(key, depth + 1), this.#value(value, depth + 1)])
      }
    } catch (thrown) {
      throw within(thrown, step)
    }
    return this.#tag('Map', entries)
  }

  #set(set: Set<unknown>, depth: number): unknown {
    this.#enter(depth)
    const values: unknown[] = []
    try {
      for (const value of set) {
        this.#count(1)
        values.push(this.#value(value, depth + 1))
      }
    } catch (thrown) {
      throw within(thrown, values.length)
    }
    return this.#tag('Set', values)
  }

  /** Name and message only: a stack and other properties are nobody else's business. */
  #error(error: Error, depth: number): unknown {
    this.#enter(depth)
    this.#count(4)
    const name = String(error.name)
    const message = String(error.message)
    this.#string(name)
    this.#string(message)
    return this.#tag('Error', { name, message })
  }

  #date(date: Date): unknown {
    // Called so for dates of other realms, and for what only looks like one.
    const time = Date.prototype.getTime.call(date)
    if (Number.isNaN(time)) throw refuseInvalidDate()
    return this.#tag('Date', time)
  }

  #typedArray(view: ArrayBufferView): unknown {
    const name = nameOf(view)
    if (kindOf(name) < 0) throw refuse(name)
    return this.#tag(name, this.#bytes(toBytes(view)))
  }

  #bytes(bytes: Uint8Array): unknown {
    const { maxMessageBytes } = this.#limits
    // Known before it is written, so that what is refused costs nothing.
    const size = base64Length(bytes.length)
    if (size > maxMessageBytes) throw binaryTooLarge(bytes.length, maxMessageBytes, size)
    this.#addString(size)
    return this.#literal(`"${toBase64(bytes)}"`)
  }

  #literal(written: string): unknown {
    ;(this.literals ??= []).push(written)
    return hole
  }

  #bigint(value: bigint): string {
    const text = `${value < 0n ? '-' : ''}0x${magnitude(value)}`
    this.#addString(text.length)
    return text
  }

  /** Two items more than the value itself: the name of the tag, and what is in it. */
  #tag(name: string, content: unknown): unknown {
    this.#count(2)
    return { [`$${name}`]: content }
  }

  #string(text: string): void {
    const { length } = text
    // Measured only where it may matter: no character takes more than three bytes.
    this.#addString(length <= this.#shortString ? length : this.#measure(text))
  }

  #measure(text: string): number {
    const { maxMessageBytes } = this.#limits
    if (text.length > maxMessageBytes) throw stringTooLarge(text.length, maxMessageBytes, false)
    const size = utf8Length(text)
    if (size > maxMessageBytes) throw stringTooLarge(size, maxMessageBytes, true)
    return size
  }

  /** To be asked before a string is written of at least so many bytes. */
  #addString(size: number): void {
    const { maxStringBytes, maxMessageBytes } = this.#limits
    if (size > maxStringBytes) throw tooLong(size, maxStringBytes)
    this.#stringBytes += size
    if (this.#stringBytes > maxMessageBytes) throw tooLarge(this.#stringBytes, maxMessageBytes)
  }

  #count(items: number): void {
    if ((this.#items += items) > this.#limits.maxItems) throw tooManyItems(this.#limits.maxItems)
  }

  #enter(depth: number): void {
    if (depth >= this.#maxDepth) throw tooDeep(this.#maxDepth)
  }
}

function magnitude(value: bigint): string {
  return (value < 0n ? -value : value).toString(16)
}
