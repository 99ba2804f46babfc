/** What newer engines have, and much faster. */
interface Native {
  toBase64?(): string
}
interface NativeConstructor {
  fromBase64?(text: string): Uint8Array
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const padding = 0x3d

/** Have no state of their own between calls. */
const ascii = new TextDecoder()
const utf8 = new TextEncoder()

/** Where characters are on their way from or into a string, as many as fit at a time: a loop over bytes is quick. */
const units = new Uint16Array(0x2000)
const codes = new Uint8Array(units.buffer)

/** Two characters for each twelve bits, as they lie in memory. */
const pairs = makePairs()
/** What a character stands for; negative if it is none of base64. */
const digits = makeDigits()

/** How many characters so many bytes are written as. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3)
}

export function toBase64(bytes: Uint8Array): string {
  return (bytes as Native).toBase64?.() ?? encode(bytes)
}

/** @throws Error when it is not base64 with its padding. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw invalid()
  const constructor = Uint8Array as NativeConstructor
  if (constructor.fromBase64 === undefined) return decode(text)
  // It would take spaces, too.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw invalid()
  return constructor.fromBase64(text)
}

function encode(bytes: Uint8Array): string {
  const { length } = bytes
  const whole = length - (length % 3)
  const texts: string[] = []
  let unit = 0
  for (let at = 0; at < whole; at += 3) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)
    units[unit] = pairs[bits >> 12] as number
    units[unit + 1] = pairs[bits & 0xfff] as number
    unit += 2
    if (unit === units.length) {
      texts.push(ascii.decode(codes))
      unit = 0
    }
  }
  if (whole < length) {
    const bits = ((bytes[whole] as number) << 16) | ((bytes[whole + 1] ?? 0) << 8)
    units[unit] = pairs[bits >> 12] as number
    units[unit + 1] = pairs[bits & 0xfff] as number
    unit += 2
    codes.fill(padding, 2 * unit - 3 + length - whole, 2 * unit)
  }
  texts.push(ascii.decode(codes.subarray(0, 2 * unit)))
  return texts.join('')
}

function decode(text: string): Uint8Array {
  const { length } = text
  const padded = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((length / 4) * 3 - padded)
  let to = 0
  /** Negative as soon as one of them is. */
  let all = 0
  for (let from = 0; from < length; from += codes.length) {
    const piece = text.slice(from, from + codes.length)
    const { written } = utf8.encodeInto(piece, codes)
    // What is not ASCII shows here, or else below: no byte of it is a digit.
    if (written !== piece.length) throw invalid()
    // As zeros, whose bytes then lie behind the end.
    if (from + piece.length === length) codes.fill(0x41, piece.length - padded, piece.length)
    for (let at = 0; at < piece.length; at += 4) {
      const bits = (digitAt(at) << 18) | (digitAt(at + 1) << 12) | (digitAt(at + 2) << 6) | digitAt(at + 3)
      all |= bits
      bytes[to] = bits >> 16
      bytes[to + 1] = bits >> 8
      bytes[to + 2] = bits
      to += 3
    }
  }
  if (all < 0) throw invalid()
  return bytes
}

function digitAt(at: number): number {
  return digits[codes[at] as number] as number
}

function makePairs(): Uint16Array {
  const made = new Uint16Array(0x1000)
  // By way of bytes, so that their order is right on any machine.
  const characters = new Uint8Array(made.buffer)
  for (let bits = 0; bits < made.length; bits++) {
    characters[2 * bits] = alphabet.charCodeAt(bits >> 6)
    characters[2 * bits + 1] = alphabet.charCodeAt(bits & 0x3f)
  }
  return made
}

function makeDigits(): Int8Array {
  const made = new Int8Array(0x100).fill(-1)
  for (let i = 0; i < alphabet.length; i++) made[alphabet.charCodeAt(i)] = i
  return made
}

function invalid(): Error {
  return new Error('invalid base64')
}
