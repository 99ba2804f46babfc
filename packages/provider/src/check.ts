/** Checks of what an application typed. Each error names the option and says what it must be. */

/** @throws TypeError when it is not an object, or has a name that is not known: most are typos. */
export function checkNames(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${what} must be an object, not ${show(options)}`)
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new TypeError(`${what}: no '${name}' here; known are ${known.join(', ')}`)
  }
}

/** How an option is checked, told its name. */
export type Check = (name: string, value: unknown) => unknown

/** The options that there are. */
export type Checks<T> = { readonly [Name in keyof T]-?: Check }

/**
 * Checks options by a table. One that is `undefined` is as good as absent.
 *
 * @param what whose options these are, for people
 * @param path what their names begin with
 * @throws TypeError as {@link checkNames}, and as their checks.
 */
export function checkOptions<T extends object>(
  what: string,
  options: unknown,
  checks: Checks<T>,
  path: string = '',
): void {
  checkNames(what, options, Object.keys(checks))
  for (const [name, value] of Object.entries(options as object)) {
    if (value !== undefined) checks[name as keyof T](path + name, value)
  }
}

/** For what is checked elsewhere, or can't be wrong. */
export function anything(): void {}

/** @throws TypeError when it is not a number in the range. */
export function checkNumber(name: string, value: unknown, least: number, most: number = Infinity): void {
  if (typeof value === 'number' && value >= least && value <= most) return
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`
  throw new TypeError(`${name} must be a number ${range}, not ${show(value)}`)
}

/** As {@link checkNumber}, for whole numbers. Infinity is none. */
export function checkInteger(name: string, value: unknown, least: number, most?: number): void {
  if (Number.isSafeInteger(value)) return checkNumber(name, value, least, most)
  throw new TypeError(`${name} must be a whole number of at least ${least}, not ${show(value)}`)
}

export function checkString(name: string, value: unknown, maxLength: number): void {
  if (typeof value === 'string' && value.length <= maxLength) return
  throw new TypeError(`${name} must be a string of at most ${maxLength} characters, not ${show(value)}`)
}

/** @throws TypeError when it is not an array of functions. */
export function checkFunctions(name: string, value: unknown): void {
  if (Array.isArray(value) && value.every((item) => typeof item === 'function')) return
  throw new TypeError(`${name} must be an array of functions`)
}

/** A value for an error message: never long, and never a secret in full. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 16 ? `a string of ${value.length} characters` : `'${value}'`
  if (typeof value === 'number' || typeof value === 'boolean' || value == null) return String(value)
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
