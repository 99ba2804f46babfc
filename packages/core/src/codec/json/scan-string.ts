import { MalformedError } from '../codec.ts'
import { utf8Length } from '../utf8-length.ts'

/** Up to so many characters a loop over them beats a search by the engine. */
const shortStretch = 16

/**
 * Where the quote is that ends the string whose first character is here.
 *
 * @throws MalformedError when there is none.
 */
export function endOfString(text: string, start: number): number {
  let pos = start
  while (true) {
    const near = pos + shortStretch
    while (pos < near) {
      const code = text.charCodeAt(pos)
      if (code === 0x22) return pos
      // The digits of \u are walked like any characters: a quote among them does end the string.
      pos += code === 0x5c ? 2 : 1
    }
    const quote = text.indexOf('"', pos)
    if (quote < 0) throw new MalformedError('the text is not JSON, or cut off')
    if (!isEscaped(text, pos, quote)) return quote
    pos = quote + 1
  }
}

/** Whether an odd number of backslashes is in front of a character: the others are pairs, which stand for themselves. */
function isEscaped(text: string, from: number, at: number): boolean {
  let first = at
  while (first > from && text.charCodeAt(first - 1) === 0x5c) first--
  return (at - first) % 2 === 1
}

/** Whether what stands between two quotes is a string of more bytes than these. */
export function isLonger(written: string, bytes: number): boolean {
  const most = utf8Length(written)
  return most > bytes && most - bytesOfEscaping(written) > bytes
}

/** How many bytes escapes take beyond those that they stand for. */
function bytesOfEscaping(written: string): number {
  let bytes = 0
  for (let at = written.indexOf('\\'); at >= 0; at = written.indexOf('\\', at + 2)) {
    bytes += written.charCodeAt(at + 1) === 0x75 ? 6 - bytesOfEscape(written, at + 2) : 1
  }
  return bytes
}

/** How many bytes the character takes whose four digits are here: told by the first three. */
function bytesOfEscape(text: string, pos: number): number {
  if (text.charCodeAt(pos) !== 0x30 || text.charCodeAt(pos + 1) > 0x37) return 3
  return text.charCodeAt(pos + 1) === 0x30 && text.charCodeAt(pos + 2) <= 0x37 ? 1 : 2
}
