/**
 * What JSON has no form for travels as an object with one property, whose name is `$` and a class: `{"$Date":0}`.
 * A plain object that looks like one gets one more `$` in front of its only name, and loses it on arrival.
 */

/** Whether an object with this as its only key is a tag, or would be taken for one. */
export function isTagLike(key: string): boolean {
  return key.startsWith('$')
}

/** What a number is called that JSON can't write; `undefined` for all others. */
export function nameOfNumber(value: number): string | undefined {
  if (value === 0) return 1 / value < 0 ? '-0' : undefined
  return Number.isFinite(value) ? undefined : String(value)
}

/**
 * Most levels of brackets that one level of a value takes: a Map is an object around an array of arrays. The scan
 * sees brackets only, and allows for that; the exact depth is known when the tags are read.
 */
export const bracketsPerLevel = 3
