import { binaryTooLarge, stringTooLarge, tooLong } from '../refusal.ts'
import { utf8Length } from '../utf8-length.ts'
import type { Writer } from './writer.ts'

/** Up to this length a loop over the characters beats a call to TextEncoder. */
const shortString = 48

const twoTo32 = 2 ** 32

/** Has no state of its own between calls. */
const utf8 = /* @__PURE__ */ new TextEncoder()

/** Writes nil, false or true, and whatever else is one byte. */
export function writeByte(w: Writer, byte: number): void {
  if (w.pos === w.bytes.length) w.grow(1)
  w.bytes[w.pos++] = byte
}

export function writeNumber(w: Writer, value: number): void {
  if (w.pos + 9 > w.bytes.length) w.grow(9)
  const int = value | 0
  // `-0 | 0` is 0 too: the sign of a zero shows in its reciprocal only.
  if (int !== value || (int === 0 && 1 / value < 0)) writeWideNumber(w, value)
  else if (int >= 0) {
    if (int < 0x80) w.bytes[w.pos++] = int
    else writeUnsigned(w, int)
  } else if (int >= -0x20) w.bytes[w.pos++] = int
  else if (int >= -0x80) {
    w.bytes[w.pos++] = 0xd0
    w.bytes[w.pos++] = int
  } else if (int >= -0x8000) {
    w.bytes[w.pos] = 0xd1
    w.view.setInt16(w.pos + 1, int)
    w.pos += 3
  } else {
    w.bytes[w.pos] = 0xd2
    w.view.setInt32(w.pos + 1, int)
    w.pos += 5
  }
}

function writeUnsigned(w: Writer, value: number): void {
  const { bytes, pos } = w
  if (value < 0x100) {
    bytes[pos] = 0xcc
    bytes[pos + 1] = value
    w.pos += 2
  } else if (value < 0x10000) {
    bytes[pos] = 0xcd
    bytes[pos + 1] = value >>> 8
    bytes[pos + 2] = value
    w.pos += 3
  } else {
    bytes[pos] = 0xce
    w.view.setUint32(pos + 1, value)
    w.pos += 5
  }
}

/** Fractions, −0, NaN, infinities, and integers of more than 32 bits. */
function writeWideNumber(w: Writer, value: number): void {
  if (!Number.isSafeInteger(value) || value === 0) {
    w.bytes[w.pos] = 0xcb
    w.view.setFloat64(w.pos + 1, value)
    w.pos += 9
  } else if (value > 0 && value < twoTo32) {
    writeUnsigned(w, value)
  } else {
    // As an integer, though a float would do here: in typed languages the two are different things.
    w.bytes[w.pos] = value > 0 ? 0xcf : 0xd3
    w.view.setInt32(w.pos + 1, Math.floor(value / twoTo32))
    w.view.setUint32(w.pos + 5, value >>> 0)
    w.pos += 9
  }
}

export function writeString(w: Writer, text: string): void {
  const length = text.length
  if (length > shortString) return writeLongString(w, text)
  if (w.pos + length + 2 > w.bytes.length) w.grow(length + 2)
  if (length > w.maxStringBytes) throw tooLong(length, w.maxStringBytes)
  const { bytes } = w
  let pos = w.pos
  if (length < 32) bytes[pos++] = 0xa0 | length
  else {
    bytes[pos++] = 0xd9
    bytes[pos++] = length
  }
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return writeLongString(w, text)
    bytes[pos++] = code
  }
  w.pos = pos
}

/**
 * Long strings, and short ones that are not ASCII: written behind the header that they would have if they were
 * ASCII, and moved if that turns out too small.
 *
 * A half of a surrogate pair, which UTF-8 can't express, becomes U+FFFD.
 */
function writeLongString(w: Writer, text: string): void {
  // At least.
  checkString(w, text, text.length)
  const guess = headerSize(text.length)
  const reserve = guess + text.length + headerGrowth
  if (w.pos + reserve > w.bytes.length) w.grow(reserve)
  const room = w.bytes.subarray(w.pos + guess, w.bytes.length - headerGrowth)
  let { read, written } = utf8.encodeInto(text, room)
  if (read < text.length) {
    // No character takes more than three bytes.
    checkString(w, text, 3 * text.length)
    // Far from ASCII, and the room did not do: make as much as the rest can need. Growing keeps what lies
    // before `pos`, and moves it.
    w.pos += guess + written
    w.grow(3 * (text.length - read) + headerGrowth)
    const rest = utf8.encodeInto(text.slice(read), w.bytes.subarray(w.pos))
    w.pos -= guess + written
    written += rest.written
  }
  checkString(w, text, written)
  const size = headerSize(written)
  const { bytes, pos } = w
  if (size !== guess) bytes.copyWithin(pos + size, pos + guess, pos + guess + written)
  if (size === 1) bytes[pos] = 0xa0 | written
  else writeLength(w, 0xd9, written)
  w.pos = pos + size + written
}

/** Refuses a string that is too long. It is measured only if it does not fit by what is known of its size. */
function checkString(w: Writer, text: string, size: number): void {
  if (size <= w.maxStringBytes && size <= w.room) return
  if (text.length > w.maxBytes) throw stringTooLarge(text.length, w.maxBytes, false)
  const exact = utf8Length(text)
  if (exact > w.maxBytes) throw stringTooLarge(exact, w.maxBytes, true)
  if (exact > w.maxStringBytes) throw tooLong(exact, w.maxStringBytes)
  w.checkSize(exact)
}

/** By how much the header of a string may turn out larger than guessed. */
const headerGrowth = 4

/** Writes a length in 1, 2 or 4 bytes, behind the first, second or third type byte from `type` on. */
export function writeLength(w: Writer, type: number, length: number): void {
  if (w.pos + 5 > w.bytes.length) w.grow(5)
  const { bytes, pos } = w
  if (length < 0x100) {
    bytes[pos] = type
    bytes[pos + 1] = length
    w.pos += 2
  } else if (length < 0x10000) {
    bytes[pos] = type + 1
    w.view.setUint16(pos + 1, length)
    w.pos += 3
  } else {
    bytes[pos] = type + 2
    w.view.setUint32(pos + 1, length)
    w.pos += 5
  }
}

export function writeBinary(w: Writer, bytes: Uint8Array): void {
  writeLength(w, 0xc4, bytes.length)
  writeRaw(w, bytes)
}

/** Writes bytes as they are. */
export function writeRaw(w: Writer, raw: Uint8Array): void {
  if (raw.length > w.maxBytes) throw binaryTooLarge(raw.length, w.maxBytes)
  w.checkSize(raw.length)
  if (w.pos + raw.length > w.bytes.length) w.grow(raw.length)
  w.bytes.set(raw, w.pos)
  w.pos += raw.length
}

function headerSize(bytes: number): number {
  return bytes < 0x20 ? 1 : bytes < 0x100 ? 2 : bytes < 0x10000 ? 3 : 5
}
