import { isRpcError } from '../../../errors.ts'
import type { ValueLimits } from '../../../limits.ts'
import { classify, type Kind, refuse, refuseInvalidDate } from '../../classify.ts'
import {
  forbiddenKey,
  Refusal,
  tooDeep,
  tooLarge,
  tooLong,
  tooManyItems,
  Verdict,
  verdictOn,
  within,
} from '../../refusal.ts'
import { utf8Length } from '../../utf8-length.ts'
import { deepestNesting } from '../../values.ts'
import { pick, preparedElements } from '../copies.ts'

/**
 * What stands for a kind of value that JSON has no form for; a kind that is not in it is refused. What it returns is written
 * as any value; an RpcError that it throws is the caller's.
 */
export type JsonForms = Readonly<
  Partial<Record<Exclude<Kind, 'toJSON' | 'instance'>, (value: object) => unknown>>
>

/** A Date is text, as `JSON.stringify` has it. */
export const plainForms: JsonForms = { Date: isoDate }

/**
 * A value as plain JSON, which those read who know nothing of this codec's tags. Nothing is changed in silence: what JSON
 * can't say, as NaN, `undefined` in an array, a bigint or a Map, is refused; only a property that is `undefined` is left out.
 *
 * @param around all that will be around it in its message, whose size is held against `maxMessageBytes`.
 * @throws ValueError when it can't travel, or is over a limit. Whatever a form threw on purpose.
 */
export function writeJson(
  value: unknown,
  limits: ValueLimits,
  forms: JsonForms = plainForms,
  around: string = '',
): string {
  try {
    const text = JSON.stringify(new PlainPreparer(limits, forms).prepare(value, 0))
    checkSize(text, around, limits.maxMessageBytes)
    return text
  } catch (thrown) {
    throw verdictOn(thrown)
  }
}

function checkSize(text: string, around: string, most: number): void {
  // Measured only where it may matter: no character takes more than three bytes.
  if ((text.length + around.length) * 3 <= most) return
  const size = utf8Length(text) + utf8Length(around)
  if (size > most) throw tooLarge(size, most)
}

/** Turns a value into one that `JSON.stringify` writes as it should travel. Copies only what has to change. */
class PlainPreparer {
  readonly #limits: ValueLimits
  readonly #forms: JsonForms
  readonly #maxDepth: number
  #items = 0
  #stringBytes = 0

  constructor(limits: ValueLimits, forms: JsonForms) {
    this.#limits = limits
    this.#forms = forms
    this.#maxDepth = Math.min(limits.maxDepth, deepestNesting)
  }

  prepare(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        this.#string(value)
        return value
      case 'number':
        if (!Number.isFinite(value))
          throw new Refusal(`${value} can't travel in JSON: pass null, or a string`)
        return value
      case 'boolean':
        return value
      case 'undefined':
        throw new Refusal("undefined can't travel in JSON: pass null")
      case 'bigint':
        throw new Refusal("a bigint can't travel in JSON: pass a string, or a number if it is small")
      case 'object':
        return value === null ? null : this.#object(value, depth)
      default:
        throw refuse(typeof value)
    }
  }

  #object(value: object, depth: number): unknown {
    if (depth >= this.#maxDepth) throw tooDeep(this.#maxDepth)
    if (Array.isArray(value)) return this.#elements(value, depth)
    const prototype: unknown = Object.getPrototypeOf(value)
    const plain = prototype === Object.prototype || prototype === null
    if (plain && !(Symbol.asyncIterator in value) && !('toJSON' in value)) {
      return this.#properties(value as Record<string, unknown>, depth, false)
    }
    const kind = plain && !(Symbol.asyncIterator in value) ? kindOfPlain(value) : classify(value)
    if (kind === 'instance') return this.#properties(value as Record<string, unknown>, depth, true)
    if (kind === 'toJSON') return this.prepare((value as { toJSON(): unknown }).toJSON(), depth + 1)
    const form = this.#forms[kind]
    if (form === undefined) throw new Refusal(advices[kind])
    return this.prepare(formed(form, value), depth + 1)
  }

  #elements(array: readonly unknown[], depth: number): readonly unknown[] {
    this.#count(array.length)
    return preparedElements(array, (element) => this.prepare(element, depth + 1))
  }

  #properties(object: Record<string, unknown>, depth: number, copies: boolean): unknown {
    const keys = Object.keys(object)
    this.#count(2 * keys.length)
    let copy: Record<string, unknown> | undefined = copies ? {} : undefined
    let key = ''
    try {
      for (let i = 0; i < keys.length; i++) {
        key = keys[i] as string
        const property = object[key]
        if (property === undefined) continue
        if (key === '__proto__') throw forbiddenKey()
        this.#string(key)
        const prepared = this.prepare(property, depth + 1)
        if (copy === undefined && prepared !== property) copy = pick(object, keys, i)
        if (copy !== undefined) copy[key] = prepared
      }
    } catch (thrown) {
      throw within(thrown, key)
    }
    return copy ?? object
  }

  #string(text: string): void {
    const { maxStringBytes, maxMessageBytes } = this.#limits
    // Measured only where it may matter: no character takes more than three bytes.
    const size = text.length * 3 <= Math.min(maxStringBytes, maxMessageBytes) ? text.length : utf8Length(text)
    if (size > maxStringBytes) throw tooLong(size, maxStringBytes)
    this.#stringBytes += size
    if (this.#stringBytes > maxMessageBytes) throw tooLarge(this.#stringBytes, maxMessageBytes)
  }

  #count(items: number): void {
    if ((this.#items += items) > this.#limits.maxItems) throw tooManyItems(this.#limits.maxItems)
  }
}

function kindOfPlain(value: object): 'toJSON' | 'instance' {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function' ? 'toJSON' : 'instance'
}

function formed(form: (value: object) => unknown, value: object): unknown {
  try {
    return form(value)
  } catch (thrown) {
    throw isRpcError(thrown) ? new Verdict(thrown) : thrown
  }
}

function isoDate(value: object): string {
  // Called so for dates of other realms.
  if (Number.isNaN(Date.prototype.getTime.call(value))) throw refuseInvalidDate()
  return Date.prototype.toISOString.call(value)
}

const advices: Readonly<Record<keyof JsonForms, string>> = {
  Uint8Array: "bytes can't travel in JSON: pass text, as base64 is",
  typedArray: "a typed array can't travel in JSON: spread it into an array",
  Date: "a Date can't travel here: pass its text, or its number of milliseconds",
  Map: "a Map can't travel in JSON: pass Object.fromEntries(map)",
  Set: "a Set can't travel in JSON: spread it into an array",
  Error: "an Error can't travel in JSON: pass { name, message }",
  stream: "streams can't travel here",
}
