import { Refusal } from './refusal.ts'

/** How a value travels that is no primitive, array or plain object. */
export type Kind =
  | 'Uint8Array'
  | 'typedArray'
  | 'Date'
  | 'Map'
  | 'Set'
  | 'Error'
  | 'stream'
  | 'toJSON'
  | 'instance'

/**
 * Finds out how an object travels. This is the slow path: encoders ask only after a quick look at the prototype.
 * It goes by tags and not by `instanceof`, so that values of other realms (frames, `vm` contexts) work.
 *
 * @throws Refusal when it does not travel, saying what to do instead.
 */
export function classify(value: object): Kind {
  if (ArrayBuffer.isView(value)) {
    const name = tagOf(value)
    if (name === 'Uint8Array') return name
    if (name !== 'DataView') return 'typedArray'
  }
  const tag = tagOf(value)
  if (tag === 'Date' || tag === 'Map' || tag === 'Set') return tag
  if (tag === 'Error' || tag === 'DOMException' || value instanceof Error) return 'Error'
  if (isStream(value)) return 'stream'
  if (hasToJSON(value)) return 'toJSON'
  if (tag === 'Object') return 'instance'
  throw refuse(tag)
}

/**
 * Whether an object travels by reference, if the connection knows how. A promise does not, though one of a remote's
 * can be iterated: somebody forgot to await it.
 */
export function isStream(value: object): boolean {
  if (Symbol.asyncIterator in value) return tagOf(value) !== 'Promise'
  return tagOf(value) === 'ReadableStream'
}

/** Whether an object says itself what it looks like as data. */
export function hasToJSON(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/** A value that never travels: a function, a symbol, a Promise, … */
export function refuse(name: string): Refusal {
  const advice = advices[name as keyof typeof advices] ?? defaultAdvice
  return new Refusal(`${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name} can't travel${advice}`)
}

/** A stream where none is taken: on a connection without streams, or inside of something that has no owner. */
export function refuseStream(): Refusal {
  return new Refusal("streams can't travel here")
}

export function refuseInvalidDate(): Refusal {
  return new Refusal("an invalid Date can't travel")
}

const defaultAdvice = ': pass a plain object, or give it a toJSON method'
const wrapBuffer = ': wrap it in new Uint8Array(buffer)'
const passPrimitive = ': pass its primitive value'
const spread = ': spread it into an array'

const advices = {
  // Without a prototype, since names of any kind are looked up here.
  __proto__: null,
  function: '',
  symbol: '',
  WeakMap: '',
  WeakSet: '',
  WeakRef: '',
  Promise: ': await it first',
  ArrayBuffer: wrapBuffer,
  SharedArrayBuffer: wrapBuffer,
  DataView: ': wrap its buffer in a Uint8Array',
  RegExp: ': pass its source',
  Number: passPrimitive,
  String: passPrimitive,
  Boolean: passPrimitive,
  Symbol: passPrimitive,
  BigInt: passPrimitive,
  Arguments: spread,
  Generator: spread,
  'Array Iterator': spread,
  'Map Iterator': spread,
  'Set Iterator': spread,
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
