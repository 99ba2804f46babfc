/** Base64 (RFC 4648, section 4) for engines that have no functions of their own for it. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const padding = 0x3d

/** Have no state of their own between calls. */
const ascii = /* @__PURE__ */ new TextDecoder()
const utf8 = /* @__PURE__ */ new TextEncoder()

/** Where characters are on their way from or into a string, as many as fit at a time, seen as two at once and singly. */
const units = /* @__PURE__ */ new Uint16Array(0x2000)
const codes = /* @__PURE__ */ new Uint8Array(units.buffer)

/** So many bytes are as many characters as fit. */
const bytesAtOnce = (codes.length / 4) * 3

interface Tables {
  /** Two characters for each twelve bits, as they lie in memory. */
  readonly pairs: Uint16Array
  /** The other way round; negative for what is no pair of base64. */
  readonly twelves: Int16Array
}

/** Made when they are first needed. */
let made: Tables | undefined

export function encode(bytes: Uint8Array): string {
  const { pairs } = (made ??= makeTables())
  // Also for the Buffer of Node: what reads one kind only is quicker.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let text = ''
  for (let from = 0; from < bytes.length; from += bytesAtOnce) {
    const characters = write(view, from, Math.min(from + bytesAtOnce, bytes.length), pairs)
    text += ascii.decode(codes.subarray(0, characters))
  }
  return text
}

/** Writes bytes into `codes`. Returns how many characters they are. */
function write(view: DataView, from: number, end: number, pairs: Uint16Array): number {
  // A local one is quicker.
  const to = units
  const whole = end - ((end - from) % 6)
  let unit = 0
  for (let at = from; at < whole; at += 6) {
    const a = view.getUint16(at)
    const b = view.getUint16(at + 2)
    const c = view.getUint16(at + 4)
    to[unit] = pairs[a >> 4] as number
    to[unit + 1] = pairs[((a & 0xf) << 8) | (b >> 8)] as number
    to[unit + 2] = pairs[((b & 0xff) << 4) | (c >> 12)] as number
    to[unit + 3] = pairs[c & 0xfff] as number
    unit += 4
  }
  for (let at = whole; at < end; at += 3) {
    const bits = (byteAt(view, at) << 16) | (byteAt(view, at + 1) << 8) | byteAt(view, at + 2)
    to[unit] = pairs[bits >> 12] as number
    to[unit + 1] = pairs[bits & 0xfff] as number
    unit += 2
    if (at + 3 > end) codes.fill(padding, 2 * unit - 3 + end - at, 2 * unit)
  }
  return 2 * unit
}

function byteAt(view: DataView, at: number): number {
  return at < view.byteLength ? view.getUint8(at) : 0
}

/**
 * @param size how many bytes it will be: three for each four characters, less one for each of padding.
 * @returns `undefined` when it is not base64.
 */
export function decode(text: string, size: number): Uint8Array | undefined {
  const { twelves } = (made ??= makeTables())
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  const from16 = units
  let to = 0
  /** Negative as soon as one of them is. */
  let all = 0
  for (let from = 0; from < text.length; from += codes.length) {
    const piece = text.slice(from, from + codes.length)
    // What is not ASCII shows here, or else below: no byte of it is in the table.
    if (utf8.encodeInto(piece, codes).written !== piece.length) return undefined
    const isLast = from + piece.length === text.length
    const whole = piece.length / 2 - (isLast ? 2 : 0)
    for (let unit = 0; unit < whole; unit += 2) {
      const bits = twelvesAt(twelves, from16, unit)
      all |= bits
      // The fourth of these bytes is the next one's: there is one, since the last group is not among these.
      view.setUint32(to, bits << 8)
      to += 3
    }
    if (isLast) all |= readLast(bytes, twelves, whole)
  }
  return all < 0 ? undefined : bytes
}

/** The last four characters, of which the last are the padding. */
function readLast(bytes: Uint8Array, twelves: Int16Array, unit: number): number {
  const rest = bytes.length % 3 === 0 ? 3 : bytes.length % 3
  // As zeros, whose bytes are dropped.
  codes.fill(0x41, 2 * unit + 1 + rest, 2 * unit + 4)
  const bits = twelvesAt(twelves, units, unit)
  for (let i = 0; i < rest; i++) bytes[bytes.length - rest + i] = bits >> (16 - 8 * i)
  return bits
}

function twelvesAt(twelves: Int16Array, from: Uint16Array, unit: number): number {
  return ((twelves[from[unit] as number] as number) << 12) | (twelves[from[unit + 1] as number] as number)
}

function makeTables(): Tables {
  const pairs = new Uint16Array(0x1000)
  const twelves = new Int16Array(0x10000).fill(-1)
  // By way of bytes, so that their order is right on any machine.
  const characters = new Uint8Array(pairs.buffer)
  for (let bits = 0; bits < pairs.length; bits++) {
    characters[2 * bits] = alphabet.charCodeAt(bits >> 6)
    characters[2 * bits + 1] = alphabet.charCodeAt(bits & 0x3f)
    twelves[pairs[bits] as number] = bits
  }
  return { pairs, twelves }
}
