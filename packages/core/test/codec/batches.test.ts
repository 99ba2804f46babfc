import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/limits.ts'
import {
  append,
  appendBad,
  bookOf,
  changedSince,
  makePair,
  open,
  sizeOf,
  stateOf,
  take,
  takeAllButLast,
  takeLast,
  type Pair,
} from './batch-model.ts'
import { pick, random, seed, type Random } from './random.ts'
import { codecs, decode, numbers, values } from './values.ts'
import type { Frame } from '../../src/codec/codec.ts'

const rounds = 30
const steps = 300

function randomFrame(next: Random, i: number): Frame {
  switch (next(80)) {
    case 0:
      return []
    case 1:
      return [i, new Uint8Array(60_000 + next(20_000)).fill(i)]
    case 2:
      return [i, new Map([['é', new Set([i, new Date(i)])]]), 'x'.repeat(next(70_000))]
    default:
      return [i, '語'.repeat(next(12)), [{ a: i }, 'x'.repeat(next(200))]]
  }
}

const counts = [0, 1, 127, 128, 65_535, 65_536, 2 ** 32, Number.MAX_SAFE_INTEGER]

function step(pair: Pair, next: Random, i: number): void {
  const what = next(100)
  if (what < 45) append(pair, randomFrame(next, i))
  else if (what < 60) open(pair, pick(next, counts))
  else if (what < 68) appendBad(pair, 'z'.repeat(pick(next, [0, 100, 3000, 90_000])))
  else if (what < 80) take(pair)
  else if (what < 90) takeAllButLast(pair)
  else takeLast(pair)
}

describe.each(codecs)('a batch in $name, by its model', (codec) => {
  it(`whatever is called in whatever order (seed ${seed})`, { timeout: 60_000 }, () => {
    const next = random(seed)
    for (let round = 0; round < rounds; round++) {
      const pair = makePair(codec)
      for (let i = 0; i < steps; i++) {
        step(pair, next, i)
        expect(stateOf(pair)).toEqual(bookOf(pair))
      }
      take(pair)
      expect(changedSince(pair)).toEqual([])
    }
  })

  it('with its integer alone, which stays when an append fails', () => {
    const pair = makePair(codec)
    open(pair, 7)
    expect(stateOf(pair)).toEqual(bookOf(pair))
    appendBad(pair, 'x')
    appendBad(pair, 'x'.repeat(100_000))
    expect(stateOf(pair)).toEqual(bookOf(pair))
    take(pair)
    open(pair, 8)
    append(pair, [1, 2, 'x'])
    takeLast(pair)
    expect(stateOf(pair)).toEqual(bookOf(pair))
    take(pair)
    open(pair, 9)
    append(pair, [1, 2, 'y'])
    takeAllButLast(pair)
    take(pair)
    expect(changedSince(pair)).toEqual([])
  })

  it.each(counts)('begins with %d', (received) => {
    const encoder = codec.createEncoder(defaultLimits)
    encoder.open(received)
    const { size } = encoder
    const batch = encoder.take()
    expect(sizeOf(batch)).toBe(size)
    expect(decode(codec, batch)).toEqual([received])
    encoder.open(received)
    encoder.append([1])
    expect(decode(codec, encoder.take())).toEqual([received, [1]])
  })

  it.each(numbers.filter((number) => !Number.isSafeInteger(number) || number < 0))(
    'can not begin with %d',
    (received) => {
      const encoder = codec.createEncoder(defaultLimits)
      expect(() => encoder.open(received)).toThrow(RangeError)
      expect(encoder).toMatchObject({ count: 0, size: 0 })
      expect(decode(codec, encoder.take())).toEqual([])
    },
  )

  it('begins with an integer whatever the other side takes, and wherever the slab ends', () => {
    const encoder = codec.createEncoder({ ...defaultLimits, maxMessageBytes: 200 })
    for (let i = 0; i < 3000; i++) {
      encoder.open(2 ** 40 + i)
      // At first no frame, whose limits would be known from then on.
      if (i > 1000 && i % 3 === 0) encoder.append([1, 'x'.repeat(i % 150)])
      expect(decode(codec, encoder.take())[0]).toBe(2 ** 40 + i)
    }
  })

  it('gives back each frame that it was given, the last one first', () => {
    const pair = makePair(codec)
    open(pair, 300)
    for (const { value } of values.filter((each) => !('arrives' in each))) append(pair, [3, 7, value])
    while (pair.frames.length > 0) takeLast(pair)
    take(pair)
    expect(changedSince(pair)).toEqual([])
  })
})

describe('memory in MessagePack', () => {
  const [codec] = codecs

  it('a large frame that was taken is not copied, and not kept by what follows', () => {
    const encoder = codec!.createEncoder(defaultLimits)
    encoder.append([1, 'small'])
    encoder.append([1, new Uint8Array(1_000_000).fill(7)])
    const large = encoder.takeLast() as Uint8Array
    // It lies where it was written: behind the header of the batch and the small frame.
    expect(large.byteOffset).toBeGreaterThan(3)
    encoder.append([2, 'more'])
    const batch = encoder.take() as Uint8Array
    expect(batch.buffer).not.toBe(large.buffer)
    expect(batch.buffer.byteLength).toBeLessThanOrEqual(65_536)
    encoder.append([1, new Uint8Array(1_000_000)])
    encoder.takeLast()
    encoder.append([3])
    expect((encoder.take() as Uint8Array).buffer.byteLength).toBeLessThanOrEqual(65_536)
  })

  it('an integer takes a place among the elements that a header can count', () => {
    const encoder = codec!.createEncoder(defaultLimits)
    encoder.open(1)
    for (let i = 0; i < 65_534; i++) encoder.append([])
    expect(() => encoder.append([])).toThrow(RangeError)
    expect(decode(codec!, encoder.take())).toHaveLength(65_535)
  })
})
