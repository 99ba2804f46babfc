const quote = 0x22
const backslash = 0x5c

/** So many bytes are looked at one by one before a search begins, which costs as much as some of them: most strings are short. */
const nearby = 64

/** Finds where strings of JSON end in a stream of bytes, whatever the borders of the pieces that it comes in. */
export class StringEnd {
  /** Whether the string has not ended with the bytes so far. */
  isOpen: boolean = false
  /** Whether the next byte of it is behind a backslash, which may be in the piece before. */
  #escaped = false

  /** @param from where the string begins, behind its quote, or goes on. @returns where what is behind it begins. */
  skip(bytes: Uint8Array, from: number): number {
    let escaped = this.#escaped
    let at = from
    while (at < bytes.length) {
      for (const end = Math.min(at + nearby, bytes.length); at < end; at++) {
        const byte = bytes[at]
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) return this.#stop(false, false, at + 1)
      }
      const next = bytes.indexOf(quote, at)
      const end = next === -1 ? bytes.length : next
      escaped = isEscaped(bytes, at, end, escaped)
      at = end
    }
    return this.#stop(true, escaped, at)
  }

  #stop(isOpen: boolean, escaped: boolean, at: number): number {
    this.isOpen = isOpen
    this.#escaped = escaped
    return at
  }
}

/** Whether the byte at `end` is escaped: of the backslashes before it each second one is. `first`: whether the one at `from` is. */
function isEscaped(bytes: Uint8Array, from: number, end: number, first: boolean): boolean {
  let at = end
  while (at > from && bytes[at - 1] === backslash) at--
  const isOdd = (end - at) % 2 === 1
  return at === from && first ? !isOdd : isOdd
}
