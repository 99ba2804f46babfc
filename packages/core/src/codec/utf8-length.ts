/** Up to this length a loop over the characters beats a call to TextEncoder. */
const shortText = 48

/** Most characters that are measured in one call: no more memory than this is kept for it. */
const chunk = 4096

/** Made when they are first needed. Have no state of their own between calls: what is written is only counted. */
let utf8: TextEncoder | undefined
let written: Uint8Array | undefined

/** How many bytes a string takes in UTF-8. Half a surrogate pair counts as U+FFFD does. */
export function utf8Length(text: string): number {
  const { length } = text
  if (length <= shortText) return lengthByLoop(text)
  const into = (written ??= new Uint8Array(3 * chunk))
  const encoder = (utf8 ??= new TextEncoder())
  let bytes = 0
  for (let from = 0; from < length;) {
    const end = from + chunk < length ? beforePair(text, from + chunk) : length
    bytes += encoder.encodeInto(from === 0 && end === length ? text : text.slice(from, end), into).written
    from = end
  }
  return bytes
}

function lengthByLoop(text: string): number {
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

/** This place in a text, or the one before it if this is inside of a surrogate pair. */
export function beforePair(text: string, at: number): number {
  return isPair(text.charCodeAt(at - 1), text.charCodeAt(at)) ? at - 1 : at
}

/** Whether two units are one character. */
export function isPair(high: number, low: number): boolean {
  return (high & 0xfc00) === 0xd800 && (low & 0xfc00) === 0xdc00
}
