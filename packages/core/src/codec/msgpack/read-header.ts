/**
 * These read past the end as zero, and never as NaN, which would compare with no end: whoever asks checks afterwards
 * where that leads to.
 */

/** Reads a length of 1, 2 or 4 bytes: `width` is 0, 1 or 2. */
export function readLength(bytes: Uint8Array, pos: number, width: number): number {
  if (width === 0) return bytes[pos] ?? 0
  return width === 1 ? readUint16(bytes, pos) : readUint32(bytes, pos)
}

export function readUint16(bytes: Uint8Array, pos: number): number {
  return ((bytes[pos] as number) << 8) | (bytes[pos + 1] as number)
}

export function readUint32(bytes: Uint8Array, pos: number): number {
  return readUint16(bytes, pos) * 0x10000 + readUint16(bytes, pos + 2)
}

/** Reads a 64-bit integer as a number, which is exact for the safe ones only. */
export function readInt64(bytes: Uint8Array, pos: number, signed: boolean): number {
  const high = readUint32(bytes, pos)
  return (signed ? high | 0 : high) * 2 ** 32 + readUint32(bytes, pos + 4)
}

/** How many bytes the integer takes that begins with this byte, 0 if it begins none. */
export function integerSize(byte: number): number {
  if (byte < 0x80 || byte >= 0xe0) return 1
  return byte >= 0xcc && byte <= 0xd3 ? 1 + (1 << (byte & 3)) : 0
}

/** Reads a non-negative safe integer of any width, or -1 where there is none. */
export function readId(bytes: Uint8Array, pos: number): number {
  const byte = bytes[pos] ?? 0xc0
  const size = integerSize(byte)
  if (size <= 1) return byte < 0x80 ? byte : -1
  const sign = byte >= 0xd0 ? (bytes[pos + 1] as number) >> 7 : 0
  let value = -sign
  for (let i = 1; i < size; i++) value = value * 256 + (bytes[pos + i] as number)
  return sign === 0 && Number.isSafeInteger(value) ? value : -1
}

/** Where the first element of the array is that begins here. */
export function firstElement(bytes: Uint8Array, start: number): number {
  const head = bytes[start] as number
  return start + (head < 0xa0 ? 1 : head === 0xdc ? 3 : 5)
}
