import { writeByte, writeLength } from './write-scalar.ts'
import type { Writer } from './writer.ts'

export function writeArrayHeader(w: Writer, length: number): void {
  writeHeader(w, 0x90, 0xdc, length)
}

export function writeMapHeader(w: Writer, length: number): void {
  writeHeader(w, 0x80, 0xde, length)
}

/**
 * Corrects a map's header once it is known how many properties were left out. It keeps its size, so what
 * follows stays where it is.
 *
 * @param at where it was written, relative to the batch.
 */
export function rewriteMapHeader(w: Writer, at: number, claimed: number, length: number): void {
  const pos = w.start + at
  if (claimed < 0x10) w.bytes[pos] = 0x80 | length
  else if (claimed < 0x10000) w.view.setUint16(pos + 1, length)
  else w.view.setUint32(pos + 1, length)
}

function writeHeader(w: Writer, fixed: number, type: number, length: number): void {
  if (w.pos + 5 > w.bytes.length) w.grow(5)
  if (length < 0x10) {
    w.bytes[w.pos++] = fixed | length
  } else if (length < 0x10000) {
    w.bytes[w.pos] = type
    w.view.setUint16(w.pos + 1, length)
    w.pos += 3
  } else {
    w.bytes[w.pos] = type + 1
    w.view.setUint32(w.pos + 1, length)
    w.pos += 5
  }
}

/** The lengths that have a type byte of their own, from `d4` on. */
const fixedLengths: readonly number[] = [1, 2, 4, 8, 16]

/** Writes the header of an extension of known length, in its shortest form. */
export function writeExtensionHeader(w: Writer, type: number, length: number): void {
  const fixed = fixedLengths.indexOf(length)
  if (fixed >= 0) writeByte(w, 0xd4 + fixed)
  else writeLength(w, 0xc7, length)
  writeByte(w, type)
}
