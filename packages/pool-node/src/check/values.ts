/** Checks of one value of an option each. All throw a TypeError that names the option and what it must be. */

export function checkWhole(name: string, value: unknown, least: number): void {
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least)) return
  throw new TypeError(`${name} must be a whole number of at least ${least}, not ${shown(value)}`)
}

export function checkBoolean(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return
  throw new TypeError(`${name} must be true or false, not ${shown(value)}`)
}

export function checkList(name: string, list: unknown, of: string, fits: (item: unknown) => boolean): void {
  if (list === undefined || (Array.isArray(list) && list.every(fits))) return
  throw new TypeError(`${name} must be a list of ${of}; got ${shown(list)}`)
}

/** An option that has options: a wrong name in it would change nothing, and nobody would know. */
export function checkParts(name: string, value: unknown, parts: readonly string[]): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`${name} must be an object with ${parts.join(', ')}; got ${shown(value)}`)
  }
  for (const part in value) {
    if (!parts.includes(part)) {
      throw new TypeError(`${name} has no option '${part}': it takes ${parts.join(', ')}`)
    }
  }
}

/** Short, and for every value: JSON has no Infinity and no bigint. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 64)}'`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(shown).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
