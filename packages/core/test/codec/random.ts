/** Another run of luck: FUZZ_SEED=… in the environment. */
export const seed: number = Number(process.env['FUZZ_SEED'] ?? 20_240_229)

/** An integer from 0 on. */
export type Random = (below: number) => number

/** A small generator of numbers (mulberry32), so that a failure can be repeated from its seed. */
export function random(start: number): Random {
  let state = start
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below) | 0
  }
}

/** One of them. */
export function pick<T>(next: Random, from: readonly T[]): T {
  return from[next(from.length)] as T
}
