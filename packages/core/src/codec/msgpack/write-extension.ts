import { refuse, refuseInvalidDate } from '../classify.ts'
import { idOfStream } from '../stream-refs.ts'
import { kindOf, nameOf, toBytes } from '../typed-arrays.ts'
import { extension } from '../values.ts'
import { fromHex } from './hex.ts'
import { writeByte, writeNumber, writeRaw } from './write-scalar.ts'
import { writeExtensionHeader } from './write-header.ts'
import type { Writer } from './writer.ts'

const twoTo32 = 2 ** 32

/** An extension whose length is not known before its content is written: ext 32, the largest header. */
const openHeaderBytes = 6

/** @returns what {@link closeExtension} needs. */
export function openExtension(w: Writer): number {
  if (w.pos + openHeaderBytes > w.bytes.length) w.grow(openHeaderBytes)
  w.pos += openHeaderBytes
  return w.size
}

export function closeExtension(w: Writer, at: number, type: number): void {
  const header = w.start + at - openHeaderBytes
  w.bytes[header] = 0xc9
  w.view.setUint32(header + 1, w.size - at)
  w.bytes[header + 5] = type
}

export function writeUndefined(w: Writer): void {
  writeExtensionHeader(w, extension.undefined, 0)
}

export function writeStream(w: Writer, value: object): void {
  const id = idOfStream(w.refs, value)
  const at = openExtension(w)
  writeNumber(w, id)
  closeExtension(w, at, extension.stream)
}

/** MessagePack's timestamp, in the shortest of its three forms. */
export function writeDate(w: Writer, date: Date): void {
  // Called so for dates of other realms, and for what only looks like one.
  const time = Date.prototype.getTime.call(date)
  if (Number.isNaN(time)) throw refuseInvalidDate()
  const seconds = Math.floor(time / 1000)
  const nanoseconds = (time - seconds * 1000) * 1_000_000
  const high = Math.floor(seconds / twoTo32)
  if (high === 0 && nanoseconds === 0) {
    writeExtensionHeader(w, extension.timestamp, 4)
  } else if (high >= 0 && high < 4) {
    writeExtensionHeader(w, extension.timestamp, 8)
    writeUint32(w, nanoseconds * 4 + high)
  } else {
    writeExtensionHeader(w, extension.timestamp, 12)
    writeUint32(w, nanoseconds)
    writeUint32(w, high)
  }
  writeUint32(w, seconds)
}

export function writeBigInt(w: Writer, value: bigint): void {
  const negative = value < 0n
  // By way of hex, since shifting out byte after byte takes quadratic time.
  const magnitude = value === 0n ? '' : (negative ? -value : value).toString(16)
  w.checkSize(Math.ceil(magnitude.length / 2))
  const bytes = fromHex(magnitude)
  writeExtensionHeader(w, extension.bigint, 1 + bytes.length)
  writeByte(w, negative ? 1 : 0)
  writeRaw(w, bytes)
}

export function writeTypedArray(w: Writer, view: ArrayBufferView): void {
  const name = nameOf(view)
  const kind = kindOf(name)
  if (kind < 0) throw refuse(name)
  const bytes = toBytes(view)
  writeExtensionHeader(w, extension.typedArray, 1 + bytes.length)
  writeByte(w, kind)
  writeRaw(w, bytes)
}

/** DataView takes the low 32 bits of any integer, so a negative one is written as its two's complement. */
function writeUint32(w: Writer, value: number): void {
  if (w.pos + 4 > w.bytes.length) w.grow(4)
  w.view.setUint32(w.pos, value)
  w.pos += 4
}
