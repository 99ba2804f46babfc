/**
 * The buckets of a histogram, in µs: one for each up to 8 µs, then eight for every doubling. So the width of a bucket
 * is at most an eighth of what falls into it, from 8 µs to a day, and 275 of them are enough (log-linear, as
 * https://hdrhistogram.github.io/HdrHistogram/ does it).
 */

/** Buckets for every doubling. A power of two: see {@link bucketOf}. */
const perDoubling = 8

/** Longest that is told apart, in µs: a day. What is longer counts as this. */
export const longest: number = 24 * 60 * 60 * 1e6

const bits = new DataView(new ArrayBuffer(8))

/** What the first bits of the number 8 say, less its bucket. */
const before = (1023 + Math.log2(perDoubling)) * perDoubling - perDoubling

/**
 * Where it falls. No loop and no logarithm: a double begins with its power of two, and the three bits after it tell
 * which eighth of the doubling it is in.
 *
 * @param micros 0 … {@link longest}
 */
export function bucketOf(micros: number): number {
  if (micros < perDoubling) return Math.floor(micros)
  bits.setFloat64(0, micros)
  return (bits.getUint32(0) >>> 17) - before
}

/** The least that falls into a bucket, in µs; the next one's is where it ends. */
export function startOf(bucket: number): number {
  if (bucket < perDoubling) return bucket
  return (perDoubling + (bucket % perDoubling)) * 2 ** (Math.floor(bucket / perDoubling) - 1)
}

export const bucketCount: number = bucketOf(longest) + 1
