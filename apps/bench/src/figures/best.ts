import type { Line } from '../outcome.ts'

/** Round by round the best that any of these contenders did, as far as all were measured. */
export function bestOf({ values, better }: Line, contenders: readonly string[]): number[] {
  const all = contenders.map((name) => values[name] ?? [])
  const rounds = Math.min(...all.map(({ length }) => length))
  const best = better === 'more' ? Math.max : Math.min
  return Array.from({ length: rounds }, (_, round) => best(...all.map((own) => own[round] as number)))
}
