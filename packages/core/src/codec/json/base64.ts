import { decode, encode } from './base64-loops.ts'

/** What newer engines have, and much faster. Asked for at each call: it costs nothing. */
interface Native {
  toBase64?(): string
}
interface NativeConstructor {
  fromBase64?(text: string): Uint8Array
}

/** How many characters so many bytes are written as. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3)
}

export function toBase64(bytes: Uint8Array): string {
  return (bytes as Native).toBase64?.() ?? encode(bytes)
}

/** @throws Error when it is not base64 with its padding. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw invalid()
  const size = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)
  const bytes = read(text, size)
  // The engine's takes spaces, too: then it has read less than there should be.
  if (bytes?.length !== size) throw invalid()
  return bytes
}

/** `undefined`: it can't be read. */
function read(text: string, size: number): Uint8Array | undefined {
  const constructor = Uint8Array as NativeConstructor
  if (constructor.fromBase64 === undefined) return decode(text, size)
  try {
    return constructor.fromBase64(text)
  } catch {
    return undefined
  }
}

function invalid(): Error {
  return new Error('invalid base64')
}
