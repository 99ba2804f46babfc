import { describe, expect, it } from 'vitest'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import { gob } from '../../src/gob/gob.ts'
import { GobNamed } from '../../src/gob/named.ts'
import { toHex } from './vectors.ts'

/** What arrives of values that one encoder sends. */
function sent(...values: readonly unknown[]): unknown[] {
  return [...new GobDecoder().push(new GobEncoder().encode(...values))]
}

/** The examples at the end of doc.go in encoding/gob. */
const pointDefined = '1fff8103010105506f696e7401ff8200010201015801040001015901040000'
const point22and33 = '07ff82012c014200'

describe('the examples in the documentation of encoding/gob', () => {
  const point = gob.struct({ X: gob.int, Y: gob.int }, 'Point')

  it('a struct, and once more', () => {
    const encoder = new GobEncoder()
    const value = gob.of(point, { X: 22, Y: 33 })
    expect(toHex(encoder.encode(value))).toBe(`${pointDefined}00${point22and33}`)
    expect(toHex(encoder.encode(value))).toBe(point22and33)
  })

  it('an integer alone', () => {
    expect(toHex(new GobEncoder().encode(3))).toBe('03040006')
  })

  it('the struct without fields, that net/rpc sends for nothing', () => {
    expect(toHex(new GobEncoder().encode(gob.of(gob.empty, {})))).toBe('0aff81030102ff8200000003ff8200')
  })
})

describe('a value without a type', () => {
  const seven = new Map([['a', 7]])

  it.each([
    ['a boolean', true, gob.bool],
    ['a string', 'text', gob.string],
    ['an integer', -5, gob.int],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER, gob.int],
    ['a bigint', 5n, gob.int],
    ['a fraction', 1.5, gob.float],
    ['a number that is no safe integer', 2 ** 53, gob.float],
    ['NaN', NaN, gob.float],
    ['bytes', new Uint8Array([1, 2]), gob.bytes],
    ['a Buffer', Buffer.from('ab'), gob.bytes],
    ['a Date', new Date(5), gob.time],
    ['an array of integers', [1, 2], gob.slice(gob.int)],
    ['integers among fractions', [1, 2.5], gob.slice(gob.float)],
    ['fractions among integers', [2.5, 1, 0], gob.slice(gob.float)],
    ['integers in arrays beside fractions', [[1], [], [2.5]], gob.slice(gob.slice(gob.float))],
    ['numbers in a typed array', new Float32Array([1, 2]), gob.slice(gob.float)],
    ['unsigned numbers in a typed array', new Uint16Array([1, 2]), gob.slice(gob.uint)],
    ['bigints in a typed array', new BigInt64Array([1n]), gob.slice(gob.int)],
    ['a Map', seven, gob.map(gob.string, gob.int)],
    ['an object', { A: 1, B: 'b' }, gob.struct({ A: gob.int, B: gob.string })],
    [
      'an object of a class',
      new (class {
        A = 1
      })(),
      gob.struct({ A: gob.int }),
    ],
    ['what has a name', new GobNamed('x', 1), gob.interface],
  ])('is sent as what it looks like: %s', (_name, value, type) => {
    expect(toHex(new GobEncoder().encode(value))).toBe(toHex(new GobEncoder().encode(gob.of(type, value))))
  })

  it('has fields of all objects beside it', () => {
    expect(sent([{ A: 1 }, { B: 'b' }, { A: 0.5, C: [] }])).toStrictEqual([
      [
        { A: 1, B: '' },
        { A: 0, B: 'b' },
        { A: 0.5, B: '' },
      ],
    ])
  })

  it('leaves out the fields that no type is known of', () => {
    expect(sent({ A: [], B: new Map(), C: 1 })).toStrictEqual([{ C: 1 }])
    expect(sent([{ A: [] }, { A: [1] }])).toStrictEqual([[{ A: [] }, { A: [1] }]])
  })

  it('is sent without its properties that are undefined, as in JSON', () => {
    const whole = toHex(new GobEncoder().encode({ A: 1, D: [{ E: true }] }))
    const some = { A: 1, B: undefined, c: undefined, D: [{ E: true, F: undefined }] }
    expect(toHex(new GobEncoder().encode(some))).toBe(whole)
    expect(sent([{ A: undefined }, { A: 1 }])).toStrictEqual([[{ A: 0 }, { A: 1 }]])
  })

  it('may have values of a given type in it', () => {
    const type = gob.struct({ A: gob.uint, B: gob.slice(gob.float) })
    const told = { A: gob.of(gob.uint, 1), B: gob.of(gob.slice(gob.float), [2]) }
    expect(toHex(new GobEncoder().encode(told))).toBe(
      toHex(new GobEncoder().encode(gob.of(type, { A: 1, B: [2] }))),
    )
  })
})

describe('types in a stream', () => {
  it('are told once, and again when they differ', () => {
    const encoder = new GobEncoder()
    const sizes = [{ N: 1 }, { N: 2 }, { N: 1.5 }, { N: 3 }, { N: 2.5 }].map(
      (value) => encoder.encode(value).length,
    )
    expect(sizes[0]).toBeGreaterThan(20)
    expect(sizes[1]).toBeLessThan(8)
    expect(sizes[2]).toBeGreaterThan(20)
    expect(sizes[3]).toBeLessThan(8)
    expect(sizes[4]).toBeLessThan(9)
  })

  it('are the same however often they are made', () => {
    const encoder = new GobEncoder()
    const make = () => gob.of(gob.map(gob.string, gob.slice(gob.struct({ A: gob.int }))), new Map())
    encoder.encode(make())
    expect(encoder.encode(make()).length).toBeLessThan(8)
  })

  it('may hold themselves, and each other', () => {
    const even = gob.struct({ Odd: gob.lazy(() => odd) })
    const odd = gob.struct({ Even: gob.lazy(() => even), Evens: gob.slice(even) })
    const value = { Odd: { Even: { Odd: null }, Evens: [{ Odd: null }] } }
    const encoder = new GobEncoder()
    const decoder = new GobDecoder()
    expect([...decoder.push(encoder.encode(gob.of(even, value)))]).toStrictEqual([value])
    expect(encoder.encode(gob.of(odd, { Evens: [] })).length).toBeLessThan(8)
  })
})

describe('a value that fails', () => {
  it('leaves nothing behind, nor do those that were with it', () => {
    const encoder = new GobEncoder()
    const point = gob.struct({ X: gob.int, Y: gob.int }, 'Point')
    expect(() => encoder.encode(gob.of(point, { X: 1 }), { A: [new Map([['k', { B: 1 }]]), 1] })).toThrow(
      /side by side/,
    )
    expect(() =>
      encoder.encode(gob.of(point, { X: 1 }), gob.of(gob.map(gob.string, point), { k: null })),
    ).toThrow(/^\.k: null/)
    const named = gob.named('main.Other', { Z: [1] })
    expect(() => encoder.encode(gob.of(gob.slice(gob.interface), [named, named, () => 1]))).toThrow(
      /^\[2\]: /,
    )
    expect(toHex(encoder.encode(gob.of(point, { X: 22, Y: 33 })))).toBe(`${pointDefined}00${point22and33}`)
  })

  it('leaves what was sent before', () => {
    const encoder = new GobEncoder()
    const decoder = new GobDecoder()
    const push = (value: unknown) => [...decoder.push(encoder.encode(value))]
    expect(push({ A: 1 })).toStrictEqual([{ A: 1 }])
    expect(() => encoder.encode([{ A: 1 }, { A: 'x' }])).toThrow(/side by side/)
    expect(() => encoder.encode(gob.of(gob.struct({ B: gob.int }), { B: '' }))).toThrow(/^\.B: /)
    expect(push({ A: 2 })).toStrictEqual([{ A: 2 }])
    expect(push({ B: 3 })).toStrictEqual([{ B: 3 }])
    expect(push([{ A: 4 }])).toStrictEqual([[{ A: 4 }]])
  })
})

describe('what is returned', () => {
  it.each([10, 100_000])('is never written again: %i bytes', (size) => {
    const encoder = new GobEncoder()
    const first = encoder.encode('a'.repeat(size))
    const copy = first.slice()
    encoder.encode('b'.repeat(size))
    expect(Buffer.compare(first, copy)).toBe(0)
  })

  it('is nothing for no values', () => {
    expect(new GobEncoder().encode()).toHaveLength(0)
  })

  it('reads -0 as 0 where it may be left out, as Go sends it', () => {
    const type = gob.struct({ A: gob.float, B: gob.slice(gob.float) })
    expect(sent(gob.of(type, { A: -0, B: [-0] }))).toStrictEqual([{ A: 0, B: [-0] }])
  })

  it('has halves of surrogate pairs as U+FFFD', () => {
    expect(sent('a\ud800b')).toStrictEqual(['a\ufffdb'])
  })
})
