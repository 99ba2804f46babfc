import { same, show } from './same.ts'

/** @throws Error when it is not so. */
export function holds(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise)
}

/** @throws Error when they are not the same: see {@link same}. */
export function equal(actual: unknown, expected: unknown, what = 'it'): void {
  holds(same(actual, expected), `${what} is ${show(actual)}, not ${show(expected)}`)
}

/** Of an object only these properties count. */
export function matches(actual: unknown, expected: object, what = 'it'): void {
  const seen = Object.entries(expected).map(([name]) => [name, (actual as Record<string, unknown>)[name]])
  equal(Object.fromEntries(seen), expected, what)
}

/** @throws Error when a text lacks a part. */
export function contains(text: string, part: string): void {
  holds(text.includes(part), `${show(text)} does not contain ${show(part)}`)
}

/** What a function throws. */
export function thrown(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('it should have thrown')
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error as Error
  }
  throw new Error(`it should have failed, and gave ${show(value)}`)
}
