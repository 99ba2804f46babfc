/** Has no state of its own between calls. */
const ascii = /* @__PURE__ */ new TextDecoder()

/** The bytes that hexadecimal digits stand for; an odd first digit is a byte of its own. */
export function fromHex(digits: string): Uint8Array {
  const odd = digits.length & 1
  const bytes = new Uint8Array((digits.length + odd) / 2)
  for (let i = 0; i < bytes.length; i++) {
    const at = 2 * i - odd
    bytes[i] = (at < 0 ? 0 : digit(digits.charCodeAt(at)) << 4) | digit(digits.charCodeAt(at + 1))
  }
  return bytes
}

/** Two lowercase digits a byte. In one piece: a string put together byte by byte takes 16 times its length. */
export function toHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    digits[2 * i] = character(byte >> 4)
    digits[2 * i + 1] = character(byte & 15)
  }
  return ascii.decode(digits)
}

function digit(code: number): number {
  return code < 0x40 ? code - 0x30 : code - 0x57
}

function character(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value
}
