import { describe, expect, it } from 'vitest'
import { fromBase64, toBase64 } from '../../src/codec/json/base64.ts'
import { json } from '../../src/codec/json/json.ts'
import { fakeBase64 } from './fake-base64.ts'
import { pick, random, seed } from './random.ts'
import { decode, encode } from './values.ts'

describe('base64', () => {
  it.each(['without', 'with'])('bytes are base64, %s the functions of the newest engines', (way) => {
    const bytes = Uint8Array.from({ length: 70_001 }, (_, i) => i * 31)
    const used: string[] = []
    const restore = fakeBase64(way === 'with', used)
    try {
      const text = encode(json(), [[1, 2, bytes]])
      expect(text).toBe(`[[1,2,{"$Uint8Array":"${Buffer.from(bytes).toString('base64')}"}]]`)
      expect(decode(json(), text)).toStrictEqual([[1, 2, bytes]])
      expect(used).toEqual(way === 'with' ? ['toBase64', 'fromBase64'] : [])
    } finally {
      restore()
    }
  })

  // Characters are made 16384 at a time, of 12288 bytes.
  it.each([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 255, 256, 12_282, 12_283, 12_284, 12_285, 12_286, 12_287,
    12_288, 12_289, 12_290, 12_291, 24_575, 24_576, 24_577,
  ])('%d bytes are base64 without the functions of the newest engines', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 31 + (i >> 8))
    const text = Buffer.from(bytes).toString('base64')
    const restore = fakeBase64(false, [])
    try {
      expect(toBase64(bytes)).toBe(text)
      expect(fromBase64(text)).toStrictEqual(bytes)
      // What came before leaves no traces.
      expect(toBase64(new Uint8Array(4))).toBe('AAAAAA==')
      expect(fromBase64('AAAAAA==')).toStrictEqual(new Uint8Array(4))
    } finally {
      restore()
    }
  })

  it.each(['without', 'with'])(
    'what is no base64 is refused, %s the functions of the newest engines',
    (way) => {
      const long = 'A'.repeat(16_384)
      const bad = [
        'A',
        'AA',
        'AAA',
        '=',
        '====',
        'A===',
        'AA=A',
        '=AAA',
        'AA==AAAA',
        'AAAA=',
        'AAA\n',
        'AA A',
      ]
      bad.push('AAA-', 'AAA_', 'AAA\0', 'AAA\x80', 'éAAA', 'AA語=', '語A==', '\ud83dAAA', '😀AA', '語語語語')
      bad.push(`${long}====`, `${long}AAA`, `${long}AA-A`, `=${long}AAA`, `é${long}AAA`, `${long.slice(1)}é`)
      bad.push('AA\n\n\n\n==', 'AA= ', 'AAA =   ', ' AAA', '\tAAAAAA=', 'AAAAAA =', '=\n=\n', '    ')
      bad.push(`${long.slice(1)}=AAAA`, '語'.repeat(16_384), `${long.slice(1)}😀AAA`)
      const restore = fakeBase64(way === 'with', [])
      try {
        const taken = bad.filter((text) => !isRefused(text))
        expect(taken).toEqual([])
        // Bits that stand for nothing are.
        expect(fromBase64('AB==')).toStrictEqual(new Uint8Array(1))
      } finally {
        restore()
      }
    },
  )

  it(`one way does as the other, with texts of all kinds (seed ${seed})`, () => {
    const next = random(seed)
    const salt = ['=', '==', ' ', '\n', '-', '_', 'é', '語', '😀', '\0', 'AAAA', '/+==']
    const outcomes = new Map<string, number>()
    for (let round = 0; round < 5000; round++) {
      const length = next(50) === 0 ? 12_270 + next(40) : next(40)
      let text = Buffer.from(Uint8Array.from({ length }, () => next(256))).toString('base64')
      for (let i = next(3); i > 0; i--) {
        const at = next(3) === 0 ? text.length : next(text.length + 1)
        text = text.slice(0, at) + pick(next, salt) + text.slice(at + next(4))
      }
      const [without, withThem] = [false, true].map((present) => {
        const restore = fakeBase64(present, [])
        try {
          const bytes = fromBase64(text)
          return { bytes, text: toBase64(bytes) }
        } catch (error) {
          return (error as Error).message
        } finally {
          restore()
        }
      })
      expect({ text, is: withThem }).toStrictEqual({ text, is: without })
      const outcome = typeof without === 'string' ? without : 'bytes'
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    expect([...outcomes.keys()].toSorted()).toEqual(['bytes', 'invalid base64'])
    expect(Math.min(...outcomes.values())).toBeGreaterThan(500)
  })

  it('a view into other memory is written by itself', () => {
    const restore = fakeBase64(false, [])
    try {
      const memory = Uint8Array.from({ length: 40 }, (_, i) => 255 - i)
      for (let from = 0; from < 12; from++) {
        for (let end = from; end < 30; end++) {
          const text = Buffer.from(memory.slice(from, end)).toString('base64')
          expect(toBase64(memory.subarray(from, end))).toBe(text)
          expect(toBase64(Buffer.from(memory.buffer, from, end - from))).toBe(text)
        }
      }
    } finally {
      restore()
    }
  })
})

function isRefused(text: string): boolean {
  try {
    fromBase64(text)
    return false
  } catch (error) {
    return (error as Error).message === 'invalid base64'
  }
}
