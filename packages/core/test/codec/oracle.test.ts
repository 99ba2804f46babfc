import { Decoder, Encoder } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { decode, encode } from './values.ts'
import type { Frame } from '../../src/codec/codec.ts'

/** What JSON, MessagePack and the library can all say. */
const plain = fc.anything({
  key: fc.oneof(fc.string(), fc.string({ unit: 'binary' })).filter((key) => key !== '__proto__'),
  values: [
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
  ],
  maxDepth: 4,
  withNullPrototype: false,
})

/** All that travels, but for streams. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    plain,
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.float64Array(),
    fc.int16Array(),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
    ),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((items) => new Set(items)),
  ),
})).value

const frames = fc.array(
  fc.tuple(fc.nat(), fc.nat(), fc.array(plain)).map((frame): Frame => frame),
  { minLength: 1 },
)

describe('MessagePack against an encoder and a decoder of others', () => {
  it('they read what we write', () => {
    fc.assert(
      fc.property(frames, (batch) => {
        expect(new Decoder().decode(encode(msgpack(), batch) as Uint8Array)).toStrictEqual(batch)
      }),
    )
  })

  it('we read what they write, but that they drop the sign of -0', () => {
    fc.assert(
      fc.property(frames, (batch) => {
        const bytes = new Encoder().encode(batch)
        expect(decode(msgpack(), bytes)).toStrictEqual(new Decoder().decode(bytes))
      }),
    )
  })

  it('dates are MessagePack timestamps', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(new Decoder().decode(encode(msgpack(), [[0, date]]) as Uint8Array)).toStrictEqual([[0, date]])
        expect(decode(msgpack(), new Encoder().encode([[0, date]]))).toStrictEqual([[0, date]])
      }),
    )
  })
})

describe('one codec against the other', () => {
  it('both deliver the same values', () => {
    fc.assert(
      fc.property(fc.array(anything), (values) => {
        const [binary] = decode(msgpack(), encode(msgpack(), [[1, 2, values]]))
        const [text] = decode(json(), encode(json(), [[1, 2, values]]))
        expect(binary).toStrictEqual(text)
      }),
    )
  })

  it('JSON without anything special is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const untagged = JSON.parse(
          JSON.stringify(values).replaceAll('$', 'S').replaceAll('-0', '0').replaceAll('__proto__', 'proto'),
        ) as unknown[]
        expect(encode(json(), [[1, 2, untagged]])).toBe(JSON.stringify([[1, 2, untagged]]))
      }),
    )
  })
})
