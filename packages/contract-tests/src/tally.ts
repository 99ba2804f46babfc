/** How often each was picked. */
export type Tally<T> = ReadonlyMap<T, number>

/** Runs `pick` that many times; every one of `list` has a count, if it is 0. */
export function tally<T>(list: readonly T[], times: number, pick: (turn: number) => T): Tally<T> {
  const counts = new Map<T, number>(list.map((one) => [one, 0]))
  for (let turn = 0; turn < times; turn++) {
    const picked = pick(turn)
    counts.set(picked, (counts.get(picked) ?? 0) + 1)
  }
  return counts
}

/**
 * How far the counts are from what they would be if each came in proportion to its weight. Pearson's χ², as a part of
 * a bound that it passes once in a million times (Laurent and Massart, 2000: P(χ² ≥ d + 2√(dt) + 2t) ≤ e^−t, of d
 * degrees of freedom).
 *
 * @returns 0 when they are exactly so; over 1 when it was hardly chance.
 */
export function deviation<T>(counts: Tally<T>, weight: (one: T) => number): number {
  let times = 0
  let weights = 0
  for (const [one, count] of counts) {
    times += count
    weights += weight(one)
  }
  let chiSquare = 0
  for (const [one, count] of counts) {
    const expected = (times * weight(one)) / weights
    chiSquare += (count - expected) ** 2 / expected
  }
  const freedom = counts.size - 1
  const t = Math.log(1e6)
  return chiSquare / (freedom + 2 * Math.sqrt(freedom * t) + 2 * t)
}
