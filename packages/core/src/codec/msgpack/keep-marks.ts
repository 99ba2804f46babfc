import type { Decoder } from '@msgpack/msgpack'

/** What of the library's decoder is private to its types. */
interface Internals {
  bytes: Uint8Array
  pos: number
  decodeUtf8String(byteLength: number, headerOffset: number): string
}

/** Has no state of its own between calls. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Shorter strings the library reads by itself, mark and all. */
const shortString = 200

/**
 * Makes a decoder keep the byte order mark that a long string begins with. The library drops it, as TextDecoder
 * does unless told otherwise; but a string has to arrive as it was sent.
 *
 * It reaches into the library, so it is done for those messages only in which the scan saw such a string.
 */
export function keepMarks(decoder: Decoder): Decoder {
  const internals = decoder as unknown as Internals
  const decodeString = internals.decodeUtf8String.bind(internals)
  internals.decodeUtf8String = (byteLength, headerOffset) => {
    if (byteLength <= shortString) return decodeString(byteLength, headerOffset)
    const start = internals.pos + headerOffset
    internals.pos = start + byteLength
    return utf8.decode(internals.bytes.subarray(start, start + byteLength))
  }
  return decoder
}

/** Whether a string of this length at this position begins with a byte order mark that would be lost. */
export function losesMark(bytes: Uint8Array, start: number, length: number): boolean {
  return (
    length > shortString && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
  )
}
