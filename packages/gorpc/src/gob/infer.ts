import type { Budget } from './budget.ts'
import { adviceFor, isFieldName } from './field-name.ts'
import { gob } from './gob.ts'
import { GobTyped, type GobField, type GobType } from './gob-type.ts'
import { GobNamed } from './named.ts'
import { nameOf, Refusal, stepTo, tagOf, within, type PathStep } from './refusal.ts'
import { unify, unknown } from './unify.ts'

/**
 * The type of a value by what it looks like: see {@link gob}. It may have unknown ones in it.
 *
 * @throws Refusal when nothing in gob looks like that.
 */
export function infer(budget: Budget, value: unknown, depth: number): GobType {
  switch (typeof value) {
    case 'boolean':
      return gob.bool
    case 'string':
      return gob.string
    case 'bigint':
      return gob.int
    case 'number':
      return Number.isSafeInteger(value) ? gob.int : gob.float
    case 'object':
      if (value !== null) return inferObject(budget, value, depth)
      throw new Refusal('null says no type: leave it out, or give it one with gob.of')
    default:
      throw new Refusal(`${nameOf(value)} can't travel in gob`)
  }
}

function inferObject(budget: Budget, value: object, depth: number): GobType {
  if (value instanceof GobTyped) return value.type
  if (value instanceof GobNamed) return gob.interface
  if (Array.isArray(value)) return gob.slice(inferElements(budget, value, depth))
  const tag = tagOf(value)
  const known = typesByTag[tag]
  if (known !== undefined) return known
  if (tag === 'Map') return inferMap(budget, value as Map<unknown, unknown>, depth)
  if (tag !== 'Object') throw new Refusal(`${nameOf(value)} can't travel in gob: pass a plain object`)
  if ('toJSON' in value)
    throw new Refusal("an object with a toJSON can't travel in gob: pass what it returns")
  return { kind: 'struct', name: '', fields: inferFields(budget, value, depth) }
}

const typesByTag: Readonly<Record<string, GobType>> = {
  Date: gob.time,
  Uint8Array: gob.bytes,
  Uint8ClampedArray: gob.bytes,
  Int8Array: gob.slice(gob.int),
  Int16Array: gob.slice(gob.int),
  Int32Array: gob.slice(gob.int),
  BigInt64Array: gob.slice(gob.int),
  Uint16Array: gob.slice(gob.uint),
  Uint32Array: gob.slice(gob.uint),
  BigUint64Array: gob.slice(gob.uint),
  Float16Array: gob.slice(gob.float),
  Float32Array: gob.slice(gob.float),
  Float64Array: gob.slice(gob.float),
}

function inferElements(budget: Budget, elements: readonly unknown[], depth: number): GobType {
  budget.checkDepth(depth)
  budget.expect(elements.length)
  let type: GobType = unknown
  let i = 0
  try {
    for (; i < elements.length; i++) type = unify(type, infer(budget, elements[i], depth + 1))
  } catch (thrown) {
    throw within(thrown, i)
  }
  return type
}

function inferMap(budget: Budget, map: Map<unknown, unknown>, depth: number): GobType {
  budget.checkDepth(depth)
  budget.expect(2 * map.size)
  let keys: GobType = unknown
  let elements: GobType = unknown
  let entry = 0
  let step: PathStep = 0
  try {
    for (const [key, element] of map) {
      step = stepTo(key, entry++)
      keys = unify(keys, infer(budget, key, depth + 1))
      elements = unify(elements, infer(budget, element, depth + 1))
    }
  } catch (thrown) {
    throw within(thrown, step)
  }
  return gob.map(keys, elements)
}

/** What is undefined is left out, as in JSON. */
function inferFields(budget: Budget, value: object, depth: number): GobField[] {
  budget.checkDepth(depth)
  const names = Object.keys(value)
  budget.expect(names.length)
  const fields: GobField[] = []
  for (const name of names) {
    try {
      const property = (value as Record<string, unknown>)[name]
      if (property === undefined) continue
      // First, as what is wrong deeper inside is harder to find.
      const type = infer(budget, property, depth + 1)
      if (!isFieldName(name)) throw notAField(name)
      fields.push({ name, type })
    } catch (thrown) {
      throw within(thrown, name)
    }
  }
  return fields
}

/** Go would leave it out without a word, or take none of the struct. */
function notAField(name: string): Refusal {
  return new Refusal(`fields of Go begin with a capital: ${adviceFor(name)}, or pass a Map for a map`)
}
