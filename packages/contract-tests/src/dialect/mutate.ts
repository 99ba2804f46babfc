import type { Payload } from '@wsrpc/core'

/** Characters, or bytes, that mean something to many wires. */
const spice: readonly number[] = [...codesOf('[]{}",:\\$-.0123456789eE \n\u0000'), 0x80, 0xc1, 0xff]

/** Changes a payload in one to four places. The same chance makes the same of it. */
export function mutated(payload: Payload, random: () => number, corpus: readonly Payload[]): Payload {
  const below = (most: number): number => Math.floor(random() * most)
  const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T
  let codes = codesOf(payload)
  for (let n = 1 + below(4); n > 0; n--) {
    const at = below(codes.length + 1)
    const changes = [
      () => codes.with(Math.min(at, codes.length - 1), pick(spice)),
      () => codes.toSpliced(at, 0, pick(spice), pick(spice)),
      () => codes.toSpliced(at, 1 + below(6)),
      () => codes.slice(0, at),
      () => codes.toSpliced(at, below(8), ...codesOf(pick(corpus)).slice(0, below(40))),
    ]
    codes = codes.length === 0 ? [pick(spice)] : pick(changes)()
  }
  return typeof payload === 'string' ? String.fromCharCode(...codes) : new Uint8Array(codes)
}

function codesOf(payload: Payload): number[] {
  return typeof payload === 'string'
    ? Array.from(payload, (character) => character.charCodeAt(0))
    : [...payload]
}
