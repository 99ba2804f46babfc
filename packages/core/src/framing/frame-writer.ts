import { mask } from './mask.ts'

/** Memory that nobody else uses, with any content. */
export type Allocate = (size: number) => Uint8Array

/** FIN, and the opcode of a binary message (RFC 6455, section 5.2). */
export const wholeBinary = 0x82
const masked = 0x80
const lengthIn16 = 126
const lengthIn64 = 127

/** A binary message as one WebSocket frame: final (RFC 6455, section 5.2). */
export function plainFrame(message: Uint8Array, allocate: Allocate): Uint8Array {
  const { length } = message
  const header = headerSize(length)
  const frame = allocate(header + length)
  writeHeader(frame, 0, length, 0)
  frame.set(message, header)
  return frame
}

/** The same from a client, which masks what it sends (section 5.3). `key`: four bytes that nobody can foresee. */
export function maskedFrame(message: Uint8Array, key: number, allocate: Allocate): Uint8Array {
  const { length } = message
  const header = headerSize(length) + 4
  // The message begins at a word's border, if the memory does: it is masked word by word.
  const start = -header & 3
  const frame = allocate(start + header + length)
  writeHeader(frame, start, length, masked)
  const at = start + header
  for (let byte = 0; byte < 4; byte++) frame[at - 4 + byte] = key >>> (8 * byte)
  frame.set(message, at)
  mask(frame, at, frame.length, key)
  return start === 0 ? frame : frame.subarray(start)
}

/** Without the masking key. */
function headerSize(length: number): number {
  return length < lengthIn16 ? 2 : length < 0x10000 ? 4 : 10
}

function writeHeader(frame: Uint8Array, at: number, length: number, flag: number): void {
  frame[at] = wholeBinary
  if (length < lengthIn16) frame[at + 1] = flag | length
  else if (length < 0x10000) {
    frame[at + 1] = flag | lengthIn16
    frame[at + 2] = length >>> 8
    frame[at + 3] = length
  } else {
    frame[at + 1] = flag | lengthIn64
    new DataView(frame.buffer, frame.byteOffset).setBigUint64(at + 2, BigInt(length))
  }
}
