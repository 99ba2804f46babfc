/**
 * Whether two values are the same as a receiver would see it: by kind and content, `NaN` is `NaN` and `-0` is not `0`.
 * Objects without a prototype are as good as those with the usual one; of Errors name and message count.
 */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const kind = kindOf(one)
  if (kind !== kindOf(other)) return false
  const compare = comparisons[kind]
  if (compare !== undefined) return compare(one as never, other as never)
  return ArrayBuffer.isView(one) ? sameViews(one, other as ArrayBufferView) : sameProperties(one, other)
}

/** A value for people, on one line, cut at 200 characters. */
export function show(value: unknown): string {
  const text = plain(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

const comparisons: Readonly<Record<string, (one: never, other: never) => boolean>> = {
  Array: (one: unknown[], other: unknown[]) =>
    one.length === other.length && one.every((element, i) => same(element, other[i])),
  Date: (one: Date, other: Date) => Object.is(one.getTime(), other.getTime()),
  Map: (one: Map<unknown, unknown>, other: Map<unknown, unknown>) => same([...one], [...other]),
  Set: (one: Set<unknown>, other: Set<unknown>) => same([...one], [...other]),
  Error: (one: Error, other: Error) => one.name === other.name && one.message === other.message,
}

function sameViews(one: ArrayBufferView, other: ArrayBufferView): boolean {
  const [left, right] = [one, other].map((view) => {
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  }) as [Uint8Array, Uint8Array]
  // Mebibytes of them: a call for each would take longer than all the rest of a test.
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false
  return left.length === right.length
}

function sameProperties(one: object, other: object): boolean {
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) => Object.hasOwn(other, key) && same(one[key as keyof object], other[key as keyof object]),
    )
  )
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}

function plain(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Date) return `Date ${value.getTime()}`
  if (Array.isArray(value)) return `[${value.slice(0, 20).map(plain).join(', ')}]`
  if (value instanceof Map || value instanceof Set) return `${kindOf(value)} ${plain([...value])}`
  if (ArrayBuffer.isView(value)) return `${kindOf(value)} of ${value.byteLength} bytes`
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${plain(one)}`)
    .join(', ')} }`
}
