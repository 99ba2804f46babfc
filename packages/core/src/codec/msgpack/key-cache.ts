/** Names up to this length are remembered. */
const longestKey = 24

/** How many: a power of two. */
const slots = 128

/**
 * Remembers property names, which come again and again, so that each is built once. One is enough for all connections: their
 * providers say much the same, and full it takes 1.6 kB.
 */
export class KeyCache {
  readonly #keys: string[] = []
  readonly #utf8: TextDecoder

  constructor(utf8: TextDecoder) {
    this.#utf8 = utf8
  }

  get(bytes: Uint8Array, pos: number, length: number): string {
    if (length === 0 || length > longestKey) return this.#utf8.decode(bytes.subarray(pos, pos + length))
    const end = pos + length
    const slot = ((bytes[pos] as number) * 31 + (bytes[end - 1] as number) * 7 + length) & (slots - 1)
    const known = this.#keys[slot]
    if (known !== undefined && known.length === length && isAt(bytes, pos, known)) return known
    const key = this.#utf8.decode(bytes.subarray(pos, end))
    // Beyond ASCII it would never be found again.
    if (key.length === length) this.#keys[slot] = key
    return key
  }
}

function isAt(bytes: Uint8Array, pos: number, key: string): boolean {
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) !== bytes[pos + i]) return false
  return true
}
