const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes that become one piece of text at a time: enough for speed, and a multiple of three. */
const piece = 3 * 4096

/** What newer engines have, and much faster. */
interface Native {
  toBase64?(): string
}

/** RFC 4648, section 4. */
export function toBase64(bytes: Uint8Array): string {
  return (bytes as Native).toBase64?.() ?? encode(bytes)
}

/** For engines without one of their own. */
export function encode(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += piece)
    text += pieceOf(bytes.subarray(start, start + piece))
  return text
}

function pieceOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]]
    const bits = (a << 16) | (b << 8) | c
    text += letter(bits >> 18) + letter(bits >> 12)
    text += at + 1 < bytes.length ? letter(bits >> 6) : '='
    text += at + 2 < bytes.length ? letter(bits) : '='
  }
  return text
}

function letter(bits: number): string {
  return letters.charAt(bits & 0x3f)
}
