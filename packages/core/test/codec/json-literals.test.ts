import { describe, expect, it } from 'vitest'
import { ValueError } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { defaultLimits } from '../../src/limits.ts'
import { decode, encode, roundTrip } from './values.ts'

const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i * 7)

describe('bytes, which are put into the text of a frame once it is written,', () => {
  it.each<[string, unknown]>([
    ['an object that is written like a hole', { $: 0 }],
    ['one inside of another', { $: { $: 0 } }],
    [
      'one beside other properties',
      [
        { $: 0, b: 1 },
        { b: 1, $: 0 },
      ],
    ],
    ['a string of the same text', '{"$":0}'],
    ['strings that end and begin like it', ['{', '$', ':0}', '"$":0}', '{"$":0', '\\{"$":0}']],
    ['keys of the same text', { '{"$":0}': { '{': '$' }, '"$":0': 1 }],
    ['a Map and a Set of all that', new Map<unknown, unknown>([['{"$":0}', new Set([{ $: 0 }, '{"$":0}'])]])],
  ])('go where they belong, beside %s', (_name, value) => {
    const values = [
      bytes(5),
      value,
      bytes(0),
      { deep: [value, bytes(3000)] },
      new Float64Array([1, 2]),
      value,
    ]
    expect(roundTrip(json(), values)).toStrictEqual(values)
    expect(roundTrip(json(), { a: value, b: bytes(3), c: value })).toStrictEqual({
      a: value,
      b: bytes(3),
      c: value,
    })
  })

  it('many of them in one frame, and none in the next', () => {
    const values = Array.from({ length: 1000 }, (_, i) => bytes(i % 10))
    const encoder = json().createEncoder(defaultLimits)
    const sizes = [
      encoder.append([1, 2, values]),
      encoder.append([1, 3, 'plain']),
      encoder.append([1, 4, bytes(2)]),
    ]
    const message = encoder.take()
    expect(decode(json(), message)).toStrictEqual([
      [1, 2, values],
      [1, 3, 'plain'],
      [1, 4, bytes(2)],
    ])
    expect(message).toHaveLength(sizes.reduce((sum, size) => sum + size) + 4)
  })

  it('are refused beside a getter that gives a hole at the second time', () => {
    let times = 0
    const sly = {
      get a(): unknown {
        return times++ === 0 ? 1 : { $: 0 }
      },
    }
    const encoder = json().createEncoder(defaultLimits)
    encoder.append([1, 1, 'before'])
    expect(() => encoder.append([1, 2, [sly, bytes(3)]])).toThrow(ValueError)
    expect(decode(json(), encoder.take())).toStrictEqual([[1, 1, 'before']])
  })

  it('count for the size of the frame', () => {
    const frame = [1, 2, 'é', bytes(3000)]
    const size = Buffer.byteLength(encode(json(), [frame]) as string) - 2
    expect(size).toBeGreaterThan(4000)
    const limits = { ...defaultLimits, maxMessageBytes: size }
    expect(decode(json(), encode(json(), [frame], limits), limits)).toStrictEqual([frame])
    limits.maxMessageBytes--
    expect(() => encode(json(), [frame], limits)).toThrow(/maxMessageBytes/)
  })
})
