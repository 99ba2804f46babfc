/** What the scan of a message found out, before anything is built from it. */
export interface ScanResult {
  /** Start and end of each element of the batch, one pair after the other. */
  readonly borders: readonly number[]
  /** What is wrong with which element; `undefined` when all is well. */
  readonly faults: ReadonlyMap<number, string> | undefined
}

/** Start and end of one element. */
export function borderOf(borders: readonly number[], index: number): [start: number, end: number] {
  const start = borders[2 * index]
  const end = borders[2 * index + 1]
  if (start === undefined || end === undefined) throw new RangeError(`no element ${index} was decoded`)
  return [start, end]
}

/**
 * A whole message may hold this many items more than one frame may: many small frames share a message, and one
 * of the largest can be among them.
 */
export const spareItems: number = 65536

export function nestedTooDeep(limit: number): string {
  return `nested deeper than ${limit}`
}

export function stringTooLong(limit: number): string {
  return `a string of more than ${limit} bytes`
}

export function tooManyItems(limit: number): string {
  return `more than ${limit} items`
}

export function frameTooLarge(size: number, limit: number): string {
  return `${size} bytes, more than ${limit}`
}

export const protoKey = 'a property is named __proto__'
