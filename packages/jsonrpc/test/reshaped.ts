/** What a member may be, as it should be somewhere and should not elsewhere. */
const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 60,
  '',
  '2.0',
  '1.0',
  'sum',
  [],
  [1, 2],
  [[]],
  {},
  { a: 1 },
  { code: -1, message: 'no' },
]

/** All that JSON-RPC has, and one that it has not. */
const names = ['jsonrpc', 'method', 'params', 'id', 'result', 'error', 'more']

/** Changes members and elements of a message in one to three places: it stays JSON. The same chance makes the same of it. */
export function reshaped(text: string, random: () => number): string {
  const below = (most: number): number => Math.floor(random() * most)
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T

  function members(value: object): unknown {
    const { [pick(names)]: _, ...rest } = value as Record<string, unknown>
    return below(2) === 0 ? rest : { ...value, [pick(names)]: pick(odd) }
  }

  function elements(list: readonly unknown[]): unknown {
    const at = below(list.length + 1)
    const changes = [
      () => list.toSpliced(at, 1),
      () => list.toSpliced(at, 0, pick(odd)),
      () => list.toSpliced(at, 0, pick(list)),
      () => [...list, list],
      () => (list.length === 0 ? list : list.with(at % list.length, changed(list[at % list.length]))),
    ]
    return pick(changes)()
  }

  function changed(value: unknown): unknown {
    if (below(8) === 0) return [value]
    if (Array.isArray(value)) return elements(value)
    return typeof value === 'object' && value !== null ? members(value) : pick(odd)
  }

  let value: unknown = JSON.parse(text)
  for (let n = 1 + below(3); n > 0; n--) value = changed(value)
  // An empty list has nothing to be doubled.
  return JSON.stringify(value ?? null)
}
