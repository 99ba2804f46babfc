import { ProtocolError, type ValueLimits } from '@wsrpc/core'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { describe, expect, it } from 'vitest'
import { BadValue } from '../../src/gob/faults.ts'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { messagesOf } from './capture.ts'
import { fromHex, vectors } from './vectors.ts'

const rounds = 100_000
const seed = Number(process.env['FUZZ_SEED'] ?? 20_240_229)

type Random = (below: number) => number

/** Integers from 0 on, so that a failure can be repeated from its seed. */
function random(start: number): Random {
  const chance = seededRandom(start)
  return (below) => Math.floor(chance() * below)
}

/** Bytes that mean something: counts, ids, the first byte of longer integers. */
const spice = [
  0x00, 0x01, 0x02, 0x04, 0x0c, 0x10, 0x7f, 0x80, 0xf8, 0xfb, 0xfd, 0xfe, 0xff, 0x81, 0x82, 0x83, 0x84,
]

function mutate(stream: Uint8Array, next: Random): Uint8Array {
  let mutant = stream.slice()
  for (let i = 1 + next(3); i > 0; i--) {
    const at = next(mutant.length)
    const kind = next(6)
    if (kind === 0) mutant[at] = next(256)
    else if (kind < 3) mutant[at] = spice[next(spice.length)]!
    else if (kind === 3) mutant[at] = mutant[at]! + next(3) - 1
    else if (kind === 4) mutant.copyWithin(at, next(mutant.length), next(mutant.length))
    else mutant = mutant.copyWithin(at, at + 1 + next(3)).subarray(0, mutant.length - 1)
    if (mutant.length === 0) return stream
  }
  return mutant
}

const streams = [
  ...vectors.map(({ pieces }) => pieces.join('')),
  messagesOf('pool').join(''),
  messagesOf('provider').join(''),
].map(fromHex)

const limits: ValueLimits = { maxMessageBytes: 256, maxDepth: 6, maxItems: 64, maxStringBytes: 32 }

/** How many parts a value has. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Date) return 1
  if (value instanceof Uint8Array) return value.length
  const inner = value instanceof Map ? [...value].flat() : Object.values(value)
  return inner.reduce<number>((sum, each) => sum + sizeOf(each), 1)
}

describe('mutated streams', () => {
  it(`are values, bad values, or a ProtocolError (seed ${seed})`, { timeout: 60_000 }, () => {
    const next = random(seed)
    let largest = 0
    const outcomes = { good: 0, bad: 0, broken: 0 }
    for (let round = 0; round < rounds; round++) {
      const mutant = mutate(streams[next(streams.length)]!, next)
      const decoder = new GobDecoder(limits)
      const cut = next(mutant.length)
      try {
        for (const piece of [mutant.subarray(0, cut), mutant.subarray(cut)]) {
          for (const value of decoder.push(piece)) {
            if (value instanceof BadValue) outcomes.bad++
            else {
              outcomes.good++
              largest = Math.max(largest, sizeOf(value))
            }
          }
        }
      } catch (error) {
        if (!(error instanceof ProtocolError)) {
          const shown = Buffer.from(mutant).toString('hex')
          throw new Error(`round ${round}, seed ${seed}: ${shown}`, { cause: error })
        }
        outcomes.broken++
      }
    }
    // Every part of a value has bytes of its own in the 256, or is an item.
    expect(largest).toBeLessThan(limits.maxMessageBytes + 2 * limits.maxItems)
    // All three must be common, else the mutants are too tame or too wild.
    expect(Math.min(outcomes.good, outcomes.bad, outcomes.broken)).toBeGreaterThan(rounds / 100)
  })
})
