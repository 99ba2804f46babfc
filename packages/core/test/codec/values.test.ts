import { isDeepStrictEqual } from 'node:util'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { codecs, decode, encode, errors, largeValues, roundTrip, values } from './values.ts'
import type { Frame } from '../../src/codec/codec.ts'

describe.each(codecs)('values in $name', (codec) => {
  it.each(values)('$name', ({ value, arrives = value }) => {
    expect(roundTrip(codec, value)).toStrictEqual(arrives)
  })

  it.each(largeValues)('$name', ({ value, arrives = value }) => {
    // Much quicker than an expectation of this size.
    expect(isDeepStrictEqual(roundTrip(codec, value), arrives)).toBe(true)
  })

  it.each(values)('$name, deeper', ({ value, arrives = value }) => {
    expect(roundTrip(codec, { a: [value, new Map([['k', value]])] })).toStrictEqual({
      a: [arrives, new Map([['k', arrives]])],
    })
  })

  it('all in one batch', () => {
    const frames = decode(
      codec,
      encode(
        codec,
        values.map(({ value }, i) => [3, i, value]),
      ),
    )
    expect(frames).toStrictEqual(values.map(({ value, arrives = value }, i) => [3, i, arrives]))
  })

  it.each(errors)('%s by name and message only', (error) => {
    const arrived = roundTrip(codec, error) as Error
    expect(arrived).toBeInstanceOf(Error)
    expect(arrived.name).toBe(error.name)
    expect(arrived.message).toBe(error.message)
    expect(arrived.stack).toBe(`${error.name}: ${error.message}`)
    expect(Object.keys(arrived)).toEqual([])
    expect(new Error('here').stack).toMatch(/values\.test/)
  })

  it('a binary value arrives as a plain Uint8Array, whatever the transport delivers', () => {
    const message = encode(codec, [[3, 1, new Uint8Array(5000)]])
    const [frame] = decode(codec, typeof message === 'string' ? message : Buffer.from(message))
    expect(Object.getPrototypeOf((frame as Frame)[2])).toBe(Uint8Array.prototype)
  })

  it('values of another realm', () => {
    const foreign: unknown = runInNewContext(`({
      list: [1], date: new Date(5), map: new Map([[1, new Set([2])]]), error: new RangeError('far'),
      bytes: new Uint8Array([1]), floats: new Float64Array([0.5]), big: 5n,
    })`)
    const { error, ...arrived } = roundTrip(codec, foreign) as { error: Error }
    expect(arrived).toStrictEqual({
      list: [1],
      date: new Date(5),
      map: new Map([[1, new Set([2])]]),
      bytes: new Uint8Array([1]),
      floats: new Float64Array([0.5]),
      big: 5n,
    })
    expect(String(error)).toBe('RangeError: far')
  })

  it('a half of a surrogate pair survives in JSON, and becomes U+FFFD in UTF-8', () => {
    const halves = ['\ud800', 'a\udc00b', `\ud83d${'x'.repeat(60)}`]
    const expected =
      codec.name === 'json' ? halves : halves.map((text) => text.replace(/[\ud800-\udfff]/, '\ufffd'))
    expect(roundTrip(codec, halves)).toStrictEqual(expected)
  })

  it('undefined survives as a frame element and as a param, and deeper as in JSON', () => {
    const inner = { a: undefined, b: [undefined] }
    const [frame] = decode(codec, encode(codec, [[undefined, [undefined, inner, [undefined]]]]))
    expect(frame).toStrictEqual([undefined, [undefined, { b: [null] }, [null]]])
  })

  it('a large bigint takes linear time', () => {
    const big = 1n << 4_000_000n
    expect(roundTrip(codec, big) === big).toBe(true)
  })

  it('the decoded frames can be encoded again', () => {
    const frames: Frame[] = values.map(({ value }, i) => [3, i, value])
    const once = decode(codec, encode(codec, frames)) as Frame[]
    expect(decode(codec, encode(codec, once))).toStrictEqual(once)
  })
})
