/**
 * A copy without the entries that are `undefined`. Spread over defaults it leaves these in their place: who writes
 * `{ interval: undefined }` has said nothing.
 */
export function withoutUndefined<T extends object>(
  options: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) if (value !== undefined) given[name] = value
  return given as { [Name in keyof T]?: Exclude<T[Name], undefined> }
}
