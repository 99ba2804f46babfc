/**
 * A small PNG writer and reader (https://www.w3.org/TR/png-3/): 8 bits, red, green, blue, nothing else. The reader
 * is for checking the writer, so it takes no other kind.
 */

import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { filterRow, unfilterRow } from './png-filter.ts'

export interface Image {
  readonly width: number
  readonly height: number
  /** Red, green, blue; row by row. */
  readonly pixels: Uint8Array
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** 8 bits a channel, true colour, deflate, adaptive filters, not interlaced. */
const kind = Buffer.from([8, 2, 0, 0, 0])

/** Bytes of a pixel. */
const depth = 3

export function encodePng({ width, height, pixels }: Image): Buffer {
  const line = width * depth
  if (pixels.length !== line * height) {
    throw new RangeError(`${width} × ${height} pixels are not ${pixels.length} bytes`)
  }
  const rows: Uint8Array[] = []
  let above = new Uint8Array(line)
  for (let y = 0; y < height; y++) {
    const row = pixels.slice(y * line, (y + 1) * line)
    rows.push(filterRow(row, above, depth))
    above = row
  }
  const header = Buffer.alloc(8)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([
    signature,
    chunk('IHDR', Buffer.concat([header, kind])),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** @throws Error that says what is wrong with the file. */
export function decodePng(file: Buffer): Image {
  if (!file.subarray(0, 8).equals(signature)) throw new Error('not a PNG file')
  let header: Buffer | undefined
  const data: Buffer[] = []
  let ended = false
  for (let at = 8; at < file.length && !ended;) {
    const length = file.readUInt32BE(at)
    const typed = file.subarray(at + 4, at + 8 + length)
    const name = typed.toString('latin1', 0, 4)
    if (crc32(typed) !== file.readUInt32BE(at + 8 + length)) throw new Error(`${name}: its checksum is wrong`)
    if (name === 'IHDR') header = typed.subarray(4)
    if (name === 'IDAT') data.push(typed.subarray(4))
    ended = name === 'IEND'
    at += 12 + length
  }
  if (header === undefined || !ended) throw new Error('the file is not complete')
  if (!header.subarray(8).equals(kind)) throw new Error('not 8-bit true colour')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  return { width, height, pixels: unfilter(inflateSync(Buffer.concat(data)), width * depth, height) }
}

function unfilter(filtered: Uint8Array, line: number, height: number): Uint8Array {
  if (filtered.length !== (line + 1) * height) throw new Error('the picture is not complete')
  const pixels = new Uint8Array(line * height)
  let above: Uint8Array = new Uint8Array(line)
  for (let y = 0; y < height; y++) {
    const row = unfilterRow(filtered.subarray(y * (line + 1), (y + 1) * (line + 1)), above, depth)
    pixels.set(row, y * line)
    above = row
  }
  return pixels
}

function chunk(name: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const file = Buffer.alloc(typed.length + 8)
  file.writeUInt32BE(data.length, 0)
  typed.copy(file, 4)
  file.writeUInt32BE(crc32(typed), typed.length + 4)
  return file
}
