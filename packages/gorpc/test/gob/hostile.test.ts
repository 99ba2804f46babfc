import { defaultLimits, ProtocolError, type ValueLimits } from '@wsrpc/core'
import { describe, expect, it } from 'vitest'
import { BadValue } from '../../src/gob/faults.ts'
import { GobDecoder } from '../../src/gob/gob-decoder.ts'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import { gob } from '../../src/gob/gob.ts'
import { fromHex } from './vectors.ts'

const small: ValueLimits = { maxMessageBytes: 200, maxDepth: 4, maxItems: 50, maxStringBytes: 40 }

/** Values in order, and how the stream broke, if it did. */
function read(stream: Uint8Array | string, limits: ValueLimits = small): unknown[] {
  const decoder = new GobDecoder(limits)
  const read: unknown[] = []
  try {
    for (const value of decoder.push(typeof stream === 'string' ? fromHex(stream) : stream)) read.push(value)
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    read.push(`${error.close}: ${error.message}`)
  }
  return read
}

/** A block of hex, with its length. */
function block(...hex: readonly string[]): string {
  const content = hex.join('').replaceAll(' ', '')
  const length = content.length / 2
  if (length < 128) return length.toString(16).padStart(2, '0') + content
  return `fe${length.toString(16).padStart(4, '0')}${content}`
}

/** Definitions of type 65: `ff81` is -65. */
const sliceOf = (id: string) => block(`ff81 02 01 02 ff82 00 01 ${id} 00 00`)
const structOf = (...fields: readonly string[]) =>
  block(`ff81 03 01 02 ff82 00 01 ${fields.length.toString(16).padStart(2, '0')} ${fields.join('')} 00 00`)

const malformed: readonly (readonly [name: string, stream: string, message: RegExp])[] = [
  ['an integer of nine bytes for a length', 'f7', /an integer of 9 bytes/],
  ['an empty block', '00', /a block of 0 bytes/],
  ['a block of 2^63 bytes', 'f88000000000000000', /a block of 9223372036854775808 bytes/],
  ['a type that nobody defined', block('ff82 00 01'), /type 65, which is not defined/],
  ['a type of Go that defines types', block('20 00'), /type 16, which is not defined/],
  ['type 0', block('00 00'), /type 0, which is not defined/],
  ['a type that is defined again', sliceOf('04') + sliceOf('04'), /type 65 is defined again/],
  ['a basic type that is defined', block('03 02 01 02 04 00 01 04 00 00'), /type 2 is defined again/],
  ['a definition of nothing', block('ff81 00'), /nothing which is known/],
  [
    'a definition with something behind it',
    block('ff81 02 01 02 ff82 00 01 04 00 00 00'),
    /1 bytes behind a value/,
  ],
  ['a definition by an unknown way', block('ff81 08 01 00 00'), /field 7 of a struct that has 7/],
  [
    'an array of fewer than no elements',
    block('ff81 01 01 02 ff82 00 01 04 01 01 00 00'),
    /a type with -1 in it/,
  ],
  ['a field named __proto__', structOf('01 09 5f5f70726f746f5f5f 01 04 00'), /a field named '__proto__'/],
  ['a field without a name', structOf('02 04 00'), /a field named ''/],
  ['a value with something behind it', block('04 00 02 00'), /1 bytes behind a value/],
  ['a value that should begin with 0', block('04 01 02'), /should begin with 0/],
  ['a value that ends too soon', block('04 00'), /ends inside of a value/],
  ['an integer that ends too soon', block('04 00 fe 01'), /ends inside of a value/],
  ['a string longer than its block', block('0c 00 05 61'), /5 bytes announced where 1 are left/],
  ['bytes longer than anything', block('0a 00 f8 ffffffffffffffff'), /18446744073709551615 of something/],
  ['a struct without its end', structOf('01 01 41 01 04 00') + block('ff82 01 02'), /ends inside of a value/],
  [
    'a field that the type lacks',
    structOf('01 01 41 01 04 00') + block('ff82 02 02 00'),
    /field 1 of a struct that has 1/,
  ],
  [
    'a field past all numbers',
    structOf('01 01 41 01 04 00') + block('ff82 f8ffffffffffffffff 02 00'),
    /field \S+ of a struct/,
  ],
  [
    'a field of an unknown type',
    structOf('01 01 41 01 7e 00') + block('ff82 01 02 00'),
    /type 63, which is not/,
  ],
  [
    'an array with other elements than its type',
    block('ff81 01 01 02 ff82 00 01 04 01 04 00 00') + block('ff82 00 01 02'),
    /an array of 2 with 1 elements/,
  ],
  ['fewer elements than announced', sliceOf('04') + block('ff82 00 05 02 04'), /ends inside of a value/],
  ['fewer interfaces than announced', sliceOf('10') + block('ff82 00 05 00 00'), /ends inside of a value/],
  [
    'an interface whose type is not defined',
    block('10 00 01 78 ff82 02 00 02'),
    /type 65, which is not defined/,
  ],
  [
    'an interface with a long name',
    block('10 00 fe 0401', '78'.repeat(1025)),
    /a type whose name has 1025 bytes/,
  ],
]

describe('what is no gob', () => {
  it.each(malformed)('ends the stream: %s', (_name, stream, message) => {
    const [value, ...more] = read(stream, { ...small, maxMessageBytes: 2000 })
    expect(value).toMatch(message)
    expect(value).toMatch(/^malformed: gob: /)
    expect(more).toStrictEqual([])
  })

  it('leaves the values before it, and none after it', () => {
    const decoder = new GobDecoder()
    const values: unknown[] = []
    const walk = (hex: string) => {
      for (const value of decoder.push(fromHex(hex))) values.push(value)
    }
    expect(() => walk(block('04 00 02') + block('04 01 02') + block('04 00 04'))).toThrow(ProtocolError)
    expect(values).toStrictEqual([1])
    expect(() => walk(block('04 00 06'))).toThrow(ProtocolError)
    expect(values).toStrictEqual([1])
  })
})

/** Streams of a value that is over a limit, then 1. */
const overLimit: readonly (readonly [name: string, value: unknown, fault: string])[] = [
  [
    'bytes',
    gob.of(gob.bytes, new Uint8Array(300)),
    'a value of 305 bytes, the most are 200 (maxMessageBytes)',
  ],
  ['a long string', 'x'.repeat(41), 'a string of 41 bytes, the most are 40 (maxStringBytes)'],
  ['a deep value', [[[[[1]]]]], 'nested deeper than 4 (maxDepth)'],
  ['many elements', Array.from({ length: 51 }, () => 1), 'more than 50 items (maxItems)'],
  ['many entries', new Map(Array.from({ length: 26 }, (_, i) => [i, i])), 'more than 50 items (maxItems)'],
  [
    'many fields',
    Array.from({ length: 11 }, () => ({ A: 1, B: 2, C: 3, D: 4 })),
    'more than 50 items (maxItems)',
  ],
]

describe('a value over a limit', () => {
  it.each(overLimit)('is left out, and those around it are read: %s', (_name, value, fault) => {
    const stream = new GobEncoder().encode('before', value, 1)
    expect(read(stream)).toStrictEqual(['before', new BadValue(fault), 1])
  })

  it.each(overLimit)('is left out in any pieces: %s', (_name, value, fault) => {
    const decoder = new GobDecoder(small)
    const values: unknown[] = []
    for (const byte of new GobEncoder().encode('before', value, 1))
      values.push(...decoder.push(Uint8Array.of(byte)))
    expect(values).toStrictEqual(['before', new BadValue(fault), 1])
  })

  it.each([
    ['too many bytes', gob.of(gob.slice(gob.interface), [new Uint8Array(300)])],
    [
      'nested too deep',
      gob.of(gob.struct({ A: gob.interface, B: gob.slice(gob.slice(gob.slice(gob.slice(gob.int)))) }), {
        B: [[[[1]]]],
      }),
    ],
    [
      'too many items',
      gob.of(
        gob.slice(gob.interface),
        Array.from({ length: 51 }, () => null),
      ),
    ],
  ])('ends the stream if it holds interfaces, as these bring types: %s', (_name, value) => {
    const values = read(new GobEncoder().encode('before', value, 1))
    expect(values).toStrictEqual(['before', expect.stringMatching(/^tooLarge: gob: /)])
  })

  it('ends the stream if it is a definition', () => {
    const name = 'X'.repeat(300)
    expect(read(new GobEncoder().encode({ [name]: 1 }))).toStrictEqual([expect.stringMatching(/^tooLarge: /)])
  })

  it('ends the stream if the types in it are not known', () => {
    const stream = sliceOf('7e') + `fe0100ff8200${'00'.repeat(253)}`
    expect(read(stream)).toStrictEqual([expect.stringMatching(/^malformed: .*type 63, which is not defined/)])
  })

  it('ends the stream if it comes in many blocks that are too much together', () => {
    // Each element is of a new type, which ends its block: see OpenInterface.
    let stream = sliceOf('10') + block(`ff82 00 18 01 78 ${definition(66)}`)
    for (let id = 67; id < 90; id++) stream += block(`${reference(id - 1)} 02 00 00 01 78 ${definition(id)}`)
    expect(read(stream)).toStrictEqual([expect.stringMatching(/^tooLarge: gob: a value of 2\d\d bytes/)])
  })
})

/** An id as gob's int, below and above zero. */
const reference = (id: number) => `ff${(2 * id).toString(16)}`
const definition = (id: number) => `ff${(2 * id - 1).toString(16)} 02 01 02 ${reference(id)} 00 01 04 00 00`

describe('what takes little to send', () => {
  it('takes no memory for what is only announced', () => {
    const decoder = new GobDecoder()
    const before = process.memoryUsage().arrayBuffers
    // 16 MiB, of which one byte comes.
    expect([...decoder.push(fromHex('fd ffffff 0a'.replaceAll(' ', '')))]).toStrictEqual([])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024)
  })

  it('keeps nothing of what is left out', () => {
    const decoder = new GobDecoder(small)
    expect([...decoder.push(fromHex('fc3fffffff0a00fc3ffffff8'))]).toHaveLength(1)
    const piece = new Uint8Array(64 * 1024)
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 1000; i++) expect([...decoder.push(piece)]).toStrictEqual([])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024)
  })

  it('fills in no more fields than there may be items', () => {
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`F${i}`, gob.int]))
    const many = gob.of(
      gob.slice(gob.struct(fields)),
      Array.from({ length: 1000 }, () => ({})),
    )
    const stream = new GobEncoder().encode(many)
    expect(stream.length).toBeLessThan(16_000)
    const decoded = read(stream, { ...defaultLimits, maxItems: 100_000 })
    expect(decoded).toStrictEqual([new BadValue('more than 100000 items (maxItems)')])
  })

  it('may have types without an end, as long as values have one', () => {
    // 65 is an array of one 65.
    const array = block('ff81 01 01 02 ff82 00 01 ff82 01 02 00 00')
    expect(read(array + block('ff82 00', '01'.repeat(20)))).toStrictEqual([
      new BadValue('nested deeper than 4 (maxDepth)'),
    ])
    const holder = structOf('01 01 41 01 ff82 00')
    expect(read(holder + block('ff82 00'))).toStrictEqual([{ A: null }])
  })

  it('defines no more types than a stream may have', () => {
    const encoder = new GobEncoder()
    const decoder = new GobDecoder()
    for (let i = 0; i < 1024; i++) expect([...decoder.push(encoder.encode({ [`A${i}`]: 1 }))]).toHaveLength(1)
    const another = block('fe0883 02 01 02 fe0884 00 01 04 00 00')
    expect(() => [...decoder.push(fromHex(another))]).toThrow(/more than 1024 types/)
  })

  it('defines no more fields than a stream may have', () => {
    const fields = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`Field${i}`, gob.int]))
    const decoder = new GobDecoder()
    const define = (id: number) => {
      const stream = new GobEncoder().encode(gob.of(gob.struct(fields), {}))
      // Another id in its place, of the same length.
      stream[4] = 2 * id - 1
      return [...decoder.push(stream.subarray(0, -4))]
    }
    expect(() => {
      for (let id = 65; id < 80; id++) define(id)
    }).toThrow(/more than 262144 bytes of types/)
  })

  it('is read in time, whatever its pieces are', () => {
    const stream = new GobEncoder().encode(new Uint8Array(200_000))
    const decoder = new GobDecoder()
    let whole: unknown
    for (const byte of stream) for (const value of decoder.push(Uint8Array.of(byte))) whole = value
    expect(whole).toHaveLength(200_000)
  })
})
