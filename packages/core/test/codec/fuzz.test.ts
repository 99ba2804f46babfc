import { describe, expect, it } from 'vitest'
import { BadFrame, MalformedError, type Payload } from '../../src/codec/codec.ts'
import { random, seed, type Random } from './random.ts'
import { codecs, decode, encode, errors, values } from './values.ts'

const rounds = 100_000

/** Bytes that mean something: headers, extension types, lengths. */
const spice = [
  0x00, 0x01, 0x7f, 0x80, 0x81, 0x90, 0x93, 0x9f, 0xa1, 0xa9, 0xbf, 0xc0, 0xc1, 0xc4, 0xc7, 0xc8, 0xc9, 0xcb,
  0xcf, 0xd3, 0xd4, 0xd6, 0xd7, 0xd8, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xff,
]
const salt = [
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '\\',
  '\\u0024',
  '$',
  '"$',
  '0',
  '-',
  'e9',
  'null',
  '{"$Map":[',
  '"__proto__":',
  'é',
]

function mutateBytes(message: Uint8Array, next: Random): Uint8Array {
  let mutant = message.slice()
  for (let i = 1 + next(4); i > 0 && mutant.length > 0; i--) {
    const at = next(mutant.length)
    const kind = next(6)
    if (kind < 2) mutant[at] = next(256)
    else if (kind === 2) mutant[at] = spice[next(spice.length)]!
    else if (kind === 3)
      mutant = Uint8Array.of(...mutant.subarray(0, at), spice[next(spice.length)]!, ...mutant.subarray(at))
    else if (kind === 4) mutant.copyWithin(at, next(mutant.length), next(mutant.length))
    else
      mutant =
        next(8) === 0
          ? mutant.slice(0, at)
          : Uint8Array.of(...mutant.subarray(0, at), ...mutant.subarray(at + 1))
  }
  return mutant
}

function mutateText(message: string, next: Random): string {
  let mutant = message
  for (let i = 1 + next(4); i > 0; i--) {
    const at = next(mutant.length)
    const kind = next(4)
    const rest = mutant.slice(kind === 0 ? at : at + 1)
    const put = kind === 3 ? '' : kind === 2 ? String.fromCharCode(next(128)) : salt[next(salt.length)]!
    mutant = next(40) === 0 ? mutant.slice(0, at) : mutant.slice(0, at) + put + rest
  }
  return mutant
}

describe.each(codecs)('mutated batches in $name', (codec) => {
  it(`nothing but MalformedError is thrown (seed ${seed})`, { timeout: 60_000 }, () => {
    const next = random(seed)
    const small = [...values.map(({ value }) => value), ...errors].filter(
      (value) => encode(codec, [[value]]).length < 120,
    )
    const refs = { toId: () => 5, fromId: (id: number) => ({ id }) }
    const decoder = codec.createDecoder({
      maxMessageBytes: 4096,
      maxDepth: 8,
      maxItems: 256,
      maxStringBytes: 512,
    })
    const outcomes = { malformed: 0, bad: 0, good: 0 }
    for (let round = 0; round < rounds; round++) {
      const frames = Array.from({ length: 1 + next(3) }, (_, i) => [
        3,
        i,
        [small[next(small.length)], small[next(small.length)]],
      ])
      const message = encode(codec, frames)
      const mutant: Payload =
        typeof message === 'string' ? mutateText(message, next) : mutateBytes(message, next)
      try {
        for (const frame of decoder.decode(mutant, refs)) {
          if (frame instanceof BadFrame) {
            outcomes.bad++
            if (!Number.isSafeInteger(frame.type) || !Number.isSafeInteger(frame.id) || frame.fault === '')
              throw new Error('odd')
          } else {
            outcomes.good++
            if (!Array.isArray(frame) && !Number.isSafeInteger(frame)) throw new Error('no frame')
          }
        }
      } catch (error) {
        if (!(error instanceof MalformedError)) {
          const shown = typeof mutant === 'string' ? mutant : Buffer.from(mutant).toString('hex')
          throw new Error(`round ${round}, seed ${seed}: ${shown}`, { cause: error })
        }
        outcomes.malformed++
      }
    }
    // All three must be common, else the mutants are too tame or too wild.
    expect(Math.min(outcomes.malformed, outcomes.bad, outcomes.good)).toBeGreaterThan(rounds / 100)
    // After all that, the same decoder reads a good message as if nothing had been.
    expect(decoder.decode(encode(codec, [[1, 2, [new Map([['a', 1]])]]]))).toStrictEqual([
      [1, 2, [new Map([['a', 1]])]],
    ])
    expect(decode(codec, encode(codec, []))).toEqual([])
  })
})
