import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { random, seed } from '../codec/random.ts'
import { Chaos } from './chaos.ts'

/** A run that is given up is short: there are twice as many. More of both, for a night: MODEL_ROUNDS=… in the environment. */
const rounds = Number(process.env['MODEL_ROUNDS'] ?? 180)

/** JSON is slower: it gets fewer. */
const codecOf = (round: number) => (round % 6 === 5 ? json() : msgpack())

const rejections: unknown[] = []
const keep = (reason: unknown): void => void rejections.push(reason)

beforeEach(() => void process.on('unhandledRejection', keep))
afterEach(() => void process.off('unhandledRejection', keep))

describe('whatever two ends do, and wherever their wire is cut', () => {
  it.each([
    { what: 'all comes to its end, once and in order', abandons: false, times: 1 },
    { what: 'all is told a true end when the connection is given up', abandons: true, times: 2 },
  ])(`$what (seed ${seed})`, { timeout: 120_000 }, async ({ abandons, times }) => {
    let cuts = 0
    for (let round = 0; round < rounds * times; round++) {
      const codec = codecOf(round)
      const chaos = new Chaos(codec, random(seed + round))
      try {
        await chaos.run(abandons)
        expect(rejections).toEqual([])
      } catch (error) {
        const told = `${codec.name}, FUZZ_SEED=${seed + round} (its first round): ${String(error)}`
        throw new Error(`${told}\n${chaos.log.slice(-80).join('\n')}`, { cause: error })
      }
      cuts += chaos.cuts
    }
    // Else nothing was tried.
    expect(cuts).toBeGreaterThan(rounds / 2)
  })
})
