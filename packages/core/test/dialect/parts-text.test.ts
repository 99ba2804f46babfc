import { describe, expect, it } from 'vitest'
import { defaultLimits, smallestLimits } from '../../src/limits.ts'
import { randomOf } from './mutate.ts'
import { Pair, partIn } from './pair.ts'
import { bytesOf, codecs } from './session.ts'

/** Characters of every length and of every way to be escaped, whole pairs and halves of them. */
const letters = ['a', '"', '\\', '\n', '\u0000', 'ä', '€', '😀', '\ud83d', '\ude00', '\u2028', '/']

/** Half of a pair: MessagePack has no way to write it. */
const half = /\p{Surrogate}/u

function textOf(random: () => number, length: number): string {
  let text = ''
  while (text.length < length) {
    const letter = letters[Math.floor(random() * letters.length)] as string
    text += letter.repeat(1 + Math.floor(random() ** 4 * 400))
  }
  return text
}

describe.each(codecs)('large values in $name', (codec) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('arrive as they were, wherever they are cut (seed %i)', (seed) => {
    const random = randomOf(seed)
    const text = textOf(random, 150_000 + Math.floor(random() * 100))
    const value =
      codec.format === 'text'
        ? { text }
        : { text: text.replaceAll(new RegExp(half, 'gu'), '?'), bytes: new Uint8Array(99_999) }
    const pair = new Pair(codec)
    const size = pair.one.session.write({ type: 'result', id: 2, value })
    pair.settle()
    expect(pair.two.got).toHaveLength(1)
    expect(pair.two.got).toEqual([{ type: 'result', id: 2, value }])
    const pieces = pair.one.log.flatMap((payload) => partIn(codec, payload)?.piece ?? [])
    expect(pieces.reduce((sum, piece) => sum + bytesOf(piece), 0)).toBe(size)
    expect(pieces.filter((piece) => typeof piece === 'string' && half.test(piece))).toEqual([])
  })

  it('arrive at a side that takes short texts only', () => {
    const limits = { ...defaultLimits, maxStringBytes: smallestLimits.maxStringBytes }
    const pair = new Pair(codec, limits)
    const value = Array.from({ length: 100 }, () => '"€😀\\'.repeat(350))
    pair.one.session.write({ type: 'result', id: 2, value })
    pair.settle()
    expect(pair.two.got).toEqual([{ type: 'result', id: 2, value }])
  })

  it('arrive at a side that takes them by a hair', () => {
    const value = 'x'.repeat(80_000)
    const size = new Pair(codec).one.session.write({ type: 'result', id: 2, value })
    const pair = new Pair(codec, { ...defaultLimits, maxMessageBytes: size })
    pair.one.session.write({ type: 'result', id: 2, value })
    pair.settle()
    expect(pair.two.got).toHaveLength(1)
    const other = new Pair(codec, { ...defaultLimits, maxMessageBytes: size - 1 })
    expect(() => other.one.session.write({ type: 'result', id: 2, value })).toThrow('maxMessageBytes')
  })
})
