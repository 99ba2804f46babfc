/** A seeded source of chance: the same numbers in each run. Mulberry32, by Tommy Ettinger: public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Numbers that were written down: one after the other. Runs out with an error. */
export function scripted(...numbers: readonly number[]): () => number {
  const left = [...numbers]
  return () => {
    const next = left.shift()
    if (next === undefined) throw new Error(`asked for chance more than ${numbers.length} times`)
    return next
  }
}
