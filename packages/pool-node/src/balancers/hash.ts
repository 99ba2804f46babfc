/**
 * A number for a text, the same in every process: FNV-1a (Fowler, Noll, Vo: draft-eastlake-fnv) over UTF-16 code
 * units instead of bytes, then {@link mix32}. FNV alone leaves the last characters in the low bits, and those are
 * what `user-1` and `user-2` differ in. No secret is in it: whoever chooses a text can choose its number too.
 *
 * @returns a whole number of 32 bits, signed: engines keep those without a box.
 */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix32(hash)
}

/**
 * Each bit of the number decides over each bit of the result, and no two numbers have the same result: the finaliser
 * of MurmurHash3 (Austin Appleby, public domain).
 *
 * @returns a whole number of 32 bits, signed.
 */
export function mix32(number: number): number {
  let mixed = number ^ (number >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
