import type { Payload } from '../../src/codec/codec.ts'

/** A small generator of numbers that look random, from 0 up to 1: the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What a mutation works on: the codes of bytes or of characters. */
type Codes = number[]

/** Codes that mean something to a codec: headers of MessagePack, punctuation of JSON. */
const spicyBytes = [
  0x00, 0x7f, 0x80, 0x8f, 0x90, 0x91, 0xa9, 0xc0, 0xc1, 0xc4, 0xc7, 0xc9, 0xcb, 0xcf, 0xd3, 0xd4, 0xd9, 0xdc,
  0xdd, 0xdf, 0xff,
]
const spicyCharacters = unitsOf('[]{}",:\\$-.0123456789eEtfnu \n\u0000\ud800€')

/** Takes a payload and changes it in one to four places. */
export class Mutator {
  readonly #random: () => number
  readonly #corpus: readonly Codes[]
  readonly #text: boolean

  constructor(random: () => number, corpus: readonly Payload[]) {
    this.#random = random
    this.#text = typeof corpus[0] === 'string'
    this.#corpus = corpus.map((payload) => (typeof payload === 'string' ? unitsOf(payload) : [...payload]))
  }

  next(): Payload {
    let codes = [...this.#pick(this.#corpus)]
    for (let n = 1 + this.#below(1 + this.#below(4)); n > 0; n--) codes = this.#mutate(codes)
    if (!this.#text) return new Uint8Array(codes)
    let text = ''
    for (let at = 0; at < codes.length; at += 4096) text += String.fromCharCode(...codes.slice(at, at + 4096))
    return text
  }

  #mutate(codes: Codes): Codes {
    if (codes.length === 0) return [this.#code()]
    const at = this.#below(codes.length)
    switch (this.#below(6)) {
      case 0: // a bit is flipped
        return codes.with(at, (codes[at] as number) ^ (1 << this.#below(8)))
      case 1: // one is replaced
        return codes.with(at, this.#code())
      case 2: // some are inserted
        return codes.toSpliced(at, 0, ...Array.from({ length: 1 + this.#below(4) }, () => this.#code()))
      case 3: // some are deleted
        return codes.toSpliced(at, 1 + this.#below(6))
      case 4: // the end is cut off
        return codes.slice(0, at)
      default: {
        // a piece of another message is put in, over a piece of this one
        const other = this.#pick(this.#corpus)
        const from = this.#below(other.length)
        const piece = other.slice(from, from + this.#below(64))
        return codes.toSpliced(at, this.#below(8), ...piece)
      }
    }
  }

  #code(): number {
    if (this.#below(2) === 0) return this.#pick(this.#text ? spicyCharacters : spicyBytes)
    return this.#below(this.#text ? 128 : 256)
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n)
  }
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}
