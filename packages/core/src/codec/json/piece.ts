import { isPair } from '../utf8-length.ts'

/** How many bytes JSON.stringify writes for each character of ASCII. */
const bytesOfAscii: Uint8Array = Uint8Array.from(
  { length: 0x80 },
  (_, code) => JSON.stringify(String.fromCharCode(code)).length - 2,
)

/** What half a surrogate pair is written as: an escape. */
const bytesOfHalf = 6

/**
 * Where the piece of a text ends that begins at `from` and takes at most `most` bytes as a string in JSON, with its
 * quotes. At least one character is in it, so that a walk through the text comes to its end.
 */
export function endOfPiece(text: string, from: number, most: number): number {
  const { length } = text
  let room = most - 2
  let at = from
  while (at < length) {
    const code = text.charCodeAt(at)
    const paired = (code & 0xfc00) === 0xd800 && isPair(code, text.charCodeAt(at + 1))
    room -= code < 0x80 ? (bytesOfAscii[code] as number) : paired ? 4 : bytesOfOther(code)
    if (room < 0 && at > from) break
    at += paired ? 2 : 1
  }
  return at
}

function bytesOfOther(code: number): number {
  if (code < 0x800) return 2
  return (code & 0xf800) === 0xd800 ? bytesOfHalf : 3
}
