import { within } from '../refusal.ts'

/**
 * The elements as they should be written: the array itself if `prepare` changes none of them, else a copy.
 *
 * @throws What `prepare` throws, with the place in the array.
 */
export function preparedElements(
  array: readonly unknown[],
  prepare: (element: unknown) => unknown,
): readonly unknown[] {
  const { length } = array
  // One of another class may have a toJSON of its own.
  let copy: unknown[] | undefined = Object.getPrototypeOf(array) === Array.prototype ? undefined : []
  let i = 0
  try {
    for (; i < length; i++) {
      const element = array[i]
      const prepared = prepare(element)
      if (copy === undefined && prepared !== element) copy = array.slice(0, i)
      copy?.push(prepared)
    }
  } catch (thrown) {
    throw within(thrown, i)
  }
  return copy ?? array
}

/** The first properties of an object, as a new one. */
export function pick(
  object: Record<string, unknown>,
  keys: readonly string[],
  count: number,
): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (let i = 0; i < count; i++) {
    const key = keys[i] as string
    picked[key] = object[key]
  }
  return picked
}
