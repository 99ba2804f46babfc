/** How many bytes a string takes in UTF-8. Half a surrogate pair counts as U+FFFD does. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else if (!isPair(code, text.charCodeAt(i + 1))) bytes += 2
    else {
      // Two units for four bytes.
      bytes += 2
      i++
    }
  }
  return bytes
}

/** Whether two units are one character. */
export function isPair(high: number, low: number): boolean {
  return (high & 0xfc00) === 0xd800 && (low & 0xfc00) === 0xdc00
}
