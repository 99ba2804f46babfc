import type { Codec } from '../../src/codec/codec.ts'

/** A value in a few words, which differ when the values do: to compare what a large one became with what it was. */
export function digest(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes ${hash((at) => value[at], value.length)}`
  if (typeof value === 'string') {
    return value.length < 64
      ? value
      : `${value.length} characters ${hash((at) => value.charCodeAt(at), value.length)}`
  }
  if (Array.isArray(value)) return `[${value.map(digest).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Symbol.asyncIterator in value) return 'a stream'
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${digest(one)}`)
    .join(', ')} }`
}

/** FNV over some of it: a piece that is lost, or in the wrong place, moves all that follow. */
function hash(at: (index: number) => number | undefined, length: number): string {
  let state = 0x811c9dc5
  for (let index = 0; index < length; index += 61)
    state = Math.imul(state ^ (at(index) as number), 0x01000193)
  return (state >>> 0).toString(16)
}

/** A large value: one that its codec writes fast, as tests that send many of them need it. */
export type Large = (length: number, seed?: number) => Uint8Array | string

export function largeFor({ format }: Pick<Codec, 'format'>): Large {
  return format === 'text' ? letters : bytes
}

const made = new Map<string, Uint8Array | string>()

/** Each is made once: they are asked for again and again. */
function once<T extends Uint8Array | string>(kind: string, length: number, seed: number, make: () => T): T {
  const name = `${kind} ${length} ${seed}`
  let value = made.get(name)
  if (value === undefined) made.set(name, (value = make()))
  return value as T
}

/** Numbers from 0 to 255 that look random, the same for the same seed, and nowhere repeat soon. */
function* noise(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    yield state >>> 24
  }
}

export function bytes(length: number, seed = 1): Uint8Array {
  return once('bytes', length, seed, () => {
    const value = new Uint8Array(length)
    const next = noise(seed)
    for (let at = 0; at < length; at++) value[at] = next.next().value as number
    return value
  })
}

/** Text that JSON writes as it is. */
export function letters(length: number, seed = 1): string {
  return once('letters', length, seed, () => {
    const plain = bytes(length, seed).map((byte) => 97 + (byte % 26))
    return new TextDecoder().decode(plain)
  })
}

/** Text of so many characters, some of which take 2, 3 or 4 bytes and some an escape in JSON. */
export function text(length: number, seed = 1): string {
  return once('text', length, seed, () => {
    const alphabet = ['a', 'b', ' ', '"', '\\', '\n', 'ä', '€', '😀', 'z']
    let value = ''
    for (const number of noise(seed)) {
      value += alphabet[number % alphabet.length] as string
      if (value.length >= length) break
    }
    return value
  })
}
