import type { GobType } from './gob-type.ts'
import { nameOf } from './refusal.ts'

/** Whether it was made with `gob`. */
export function isType(type: unknown): type is GobType {
  return typeof (type as { readonly kind?: unknown } | null | undefined)?.kind === 'string'
}

/**
 * Types are made long before they are used: a wrong one has to be told where it is written.
 *
 * @param place what has to be a type, for people.
 * @throws TypeError when it is none, saying what to write.
 */
export function checkType(place: string, type: unknown): asserts type is GobType {
  if (isType(type)) return
  const advice = advices[typeof type] ?? ''
  throw new TypeError(
    `${place} must be a type, as gob.int or gob.slice(gob.int), and is ${nameOf(type)}${advice}`,
  )
}

const advices: Readonly<Record<string, string>> = {
  function: ': call it, to make one',
  string: ': write gob. before its name',
  undefined: ': for one that is not there yet write gob.lazy(() => type)',
}
