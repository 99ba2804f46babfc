import { randomBytes } from 'node:crypto'

/** A frame of a WebSocket (RFC 6455, section 5.2). */
export interface Frame {
  /** FIN, RSV and the opcode. */
  readonly first: number
  readonly payload: Uint8Array
}

/** By hand, whatever may be wrong with it. */
export function frame(first: number, payload: Uint8Array | string, masks: boolean): Buffer {
  const bytes = Buffer.from(payload)
  const { length } = bytes
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const header = Buffer.alloc(size)
  header[0] = first
  header[1] = size === 2 ? length : size === 4 ? 126 : 127
  if (size === 4) header.writeUInt16BE(length, 2)
  if (size === 10) header.writeBigUInt64BE(BigInt(length), 2)
  if (!masks) return Buffer.concat([header, bytes])
  header[1] = 0x80 | (header[1] as number)
  const key = randomBytes(4)
  return Buffer.concat([header, key, bytes.map((byte, place) => byte ^ (key[place % 4] as number))])
}

/** All that are whole, without their masks. */
export function framesIn(bytes: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = (bytes[at + 1] as number) & 0x7f
    const size = short < 126 ? 2 : short === 126 ? 4 : 10
    const length = size === 2 ? short : size === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
    const key = (bytes[at + 1] as number) < 0x80 ? [] : [...bytes.subarray(at + size, at + size + 4)]
    const start = at + size + key.length
    const payload = bytes.subarray(start, start + length).map((byte, place) => byte ^ (key[place % 4] ?? 0))
    frames.push({ first: bytes[at] as number, payload: new Uint8Array(payload) })
    at = start + length
  }
  return frames
}

/** The code that a CLOSE among them has, if there is one. */
export function closeCode(frames: readonly Frame[]): number | undefined {
  const close = frames.find(({ first }) => first === 0x88)
  return close === undefined ? undefined : Buffer.from(close.payload).readUInt16BE(0)
}

/** Bytes that differ from place to place, and from message to message. */
export function content(size: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: size }, (_, place) => (size + seed + place * 7) % 251)
}
