import { isType } from '../gob/check-type.ts'
import type { GobType } from '../gob/gob-type.ts'
import type { Names } from '../names.ts'

/** How a method's values are sent where what they look like says too little. */
export interface MethodTypes {
  /** Its param, when this side calls it. */
  readonly param?: GobType
  /** Its result, when this side serves it. */
  readonly result?: GobType
}

const example = "as { 'Backend.get': { param: gob.string, result: gob.int } }"

/**
 * The option `types`, by the methods' names on the wire: Go's own name for a method is as good as the one here.
 *
 * @throws TypeError when it is not what it must be, and would be ignored without a word.
 */
export function typesByWireName(types: unknown, names: Names): ReadonlyMap<string, MethodTypes> {
  if (typeof types !== 'object' || types === null) throw new TypeError(`types must be an object, ${example}`)
  const found = new Map<string, MethodTypes>()
  for (const [method, entry] of Object.entries(types as Record<string, unknown>)) {
    checkEntry(method, entry)
    const wireName = names.toWire(method)
    if (found.has(wireName)) {
      throw new TypeError(
        `types['${method}'] is of a method that types has already, as ${wireName}: leave one out`,
      )
    }
    found.set(wireName, entry)
  }
  return found
}

function checkEntry(method: string, entry: unknown): asserts entry is MethodTypes {
  if (!method.includes('.')) {
    throw new TypeError(
      `types['${method}'] names no method of a service: write 'Service.${method}', ${example}`,
    )
  }
  const isEntry = typeof entry === 'object' && entry !== null
  if (!isEntry) throw new TypeError(`types['${method}'] must be an object, ${example}`)
  for (const [part, type] of Object.entries(entry)) {
    if (part !== 'param' && part !== 'result') {
      throw new TypeError(`types['${method}'] has no '${part}': there are param and result, ${example}`)
    }
    if (type !== undefined && !isType(type)) {
      throw new TypeError(`types['${method}'].${part} must be a type of gob, ${example}`)
    }
  }
}
