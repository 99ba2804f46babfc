import { describe, expect, it } from 'vitest'
import { beforePair, utf8Length } from '../../src/codec/utf8-length.ts'
import { pick, random, seed } from './random.ts'

const units = [
  'a',
  '\0',
  '\x7f',
  '\x80',
  'é',
  '\u07ff',
  '\u0800',
  '語',
  '\uffff',
  '😀',
  '\ud83d',
  '\ude00',
  '\udfff\udbff',
]

describe('the bytes of a string in UTF-8', () => {
  it.each(units)('of %j, however many there are', (unit) => {
    // Texts of up to 48 characters are measured by a loop, longer ones 4096 characters at a time.
    for (const length of [
      0, 1, 15, 16, 23, 24, 25, 47, 48, 49, 50, 4095, 4096, 4097, 8191, 8192, 8193, 12_289,
    ]) {
      for (const before of ['', 'x', 'é']) {
        const text = before + unit.repeat(length)
        expect(utf8Length(text)).toBe(Buffer.byteLength(text))
      }
    }
  })

  it(`of any text (seed ${seed})`, () => {
    const next = random(seed)
    for (let round = 0; round < 2000; round++) {
      let text = 'x'.repeat(next(4) === 0 ? next(9000) : next(60))
      for (let i = next(60); i > 0; i--) text += pick(next, units).repeat(next(3))
      // Also one that was put together or cut out.
      expect(utf8Length(text)).toBe(Buffer.byteLength(text))
      expect(utf8Length(text.slice(1))).toBe(Buffer.byteLength(text.slice(1)))
    }
  })

  it('a place inside of a pair is moved in front of it', () => {
    expect([0, 1, 2, 3, 4].map((at) => beforePair('a😀\ud83d', at))).toEqual([0, 1, 1, 3, 4])
  })
})
