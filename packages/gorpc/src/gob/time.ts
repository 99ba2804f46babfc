/**
 * Go's time.Time as bytes (its `MarshalBinary`): the version, seconds since the year 1 in 8 bytes, nanoseconds in 4, and
 * in 2 the minutes that its place is east of UTC, where -1 is UTC itself. Version 2 is for places that are not whole
 * minutes east: it has one more byte, for the seconds.
 */

const version = 1
const size = 15
const sizes: readonly number[] = [0, size, size + 1]
const utc = -1
/** From 0001-01-01 to 1970-01-01, in seconds. */
const epoch = 62_135_596_800n

/**
 * The time that the bytes say, to the millisecond; where on earth it was is lost. `undefined` when they say none, or
 * one that a Date can't.
 */
export function readTime(bytes: Uint8Array): Date | undefined {
  if (bytes.length < size || bytes.length !== sizes[bytes[0] as number]) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, size)
  const seconds = view.getBigInt64(1) - epoch
  const nanoseconds = view.getUint32(9)
  if (nanoseconds >= 1e9) return undefined
  const date = new Date(Number(seconds) * 1000 + Math.floor(nanoseconds / 1e6))
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** @param date a valid one. */
export function writeTime(date: Date): Uint8Array {
  const ms = date.getTime()
  const seconds = Math.floor(ms / 1000)
  const view = new DataView(new ArrayBuffer(size))
  view.setUint8(0, version)
  view.setBigInt64(1, BigInt(seconds) + epoch)
  view.setUint32(9, (ms - seconds * 1000) * 1e6)
  view.setInt16(13, utc)
  return new Uint8Array(view.buffer)
}
