/** Values too large to be written into a command: either side makes them, and the other knows them again. */

/** Bytes of a pattern that no shift or cut leaves as it was. */
export function makeBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8)) % 251
  return bytes
}

/** A text of so many characters, half of them more than one byte in UTF-8. */
export function makeText(length: number): string {
  return 'aé'.repeat(Math.ceil(length / 2)).slice(0, length)
}

/** So many arrays, one in the other. */
export function makeNested(depth: number): unknown {
  let value: unknown = 0
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

/** Whatever can be asked for by name and size. */
export const makers: Readonly<Record<string, (size: number) => unknown>> = {
  bytes: makeBytes,
  text: makeText,
  nested: makeNested,
}

/** 1, 2, … up to `count`. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

/** A stream of {@link numbers} that tells how far it got. */
export interface Source {
  /** How many items were asked for. */
  produced: number
  /** Whether it was read to its end, or closed before. */
  closed: boolean
}

/** Gives 1, 2, … up to `count`; each as the last bytes of so many, where `size` is given. Fails before item `failAt`. */
export async function* produce(
  source: Source,
  count: number,
  { size, failAt }: { readonly size?: number | undefined; readonly failAt?: number | undefined } = {},
): AsyncGenerator<unknown> {
  try {
    for (let n = 1; n <= count; n++) {
      if (n === failAt) throw new RangeError(`no item ${n}`)
      source.produced = n
      yield size === undefined ? n : makeBytes(size)
    }
  } finally {
    source.closed = true
  }
}

/** How far a producer may be ahead of its reader, in bytes: `streamWindow`. And the items that it was tried with. */
export const ahead: number = 256 * 1024
export const itemSize: number = 16 * 1024
