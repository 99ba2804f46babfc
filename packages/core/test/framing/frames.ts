/** A frame as RFC 6455, section 5.2, draws it: by hand, whatever may be wrong with it. */
export interface Frame {
  /** FIN, RSV and the opcode. */
  readonly first: number
  readonly payload: Uint8Array
  /** Four bytes; `undefined`: it is not masked. */
  readonly key?: Uint8Array | undefined
  /** In how many bytes the length is written; as few as it takes, if nothing is said. */
  readonly lengthIn?: 1 | 2 | 8
}

export function frameBytes({ first, payload, key, lengthIn = fewest(payload.length) }: Frame): Uint8Array {
  const flag = key === undefined ? 0 : 0x80
  const { length } = payload
  const header = { 1: [length], 2: [126, length >>> 8, length], 8: [127, ...wide(length)] }[lengthIn]
  header[0] = flag | (header[0] as number)
  return Uint8Array.from([first, ...header, ...(key ?? []), ...masked(payload, key)])
}

/** Byte by byte, as the RFC says it in section 5.3. */
export function masked(payload: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  return payload.map((byte, place) => byte ^ (key?.[place % 4] ?? 0))
}

/** Bytes that differ from place to place, and from message to message. */
export function content(size: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: size }, (_, place) => (size + seed + place * 7) % 251)
}

/** The four bytes of a key, as they travel. */
export function keyBytes(key: number): Uint8Array {
  return Uint8Array.from([0, 8, 16, 24], (shift) => key >>> shift)
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces))
}

function fewest(length: number): 1 | 2 | 8 {
  return length < 126 ? 1 : length < 65_536 ? 2 : 8
}

function wide(length: number): number[] {
  return [0, 0, 0, 0, length >>> 24, length >>> 16, length >>> 8, length]
}
