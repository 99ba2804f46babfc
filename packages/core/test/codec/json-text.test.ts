import { describe, expect, it } from 'vitest'
import { BadFrame, ValueError, type PathStep } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { defaultLimits, type ValueLimits } from '../../src/limits.ts'
import { fakeBase64 } from './fake-base64.ts'
import { decode, encode } from './values.ts'

describe('the text of a batch in JSON', () => {
  it('is found in its frames, whatever is in the strings', () => {
    const texts = ['[', ']', '{"', '\\', '\\"', '"],["', '\\\\"]', ',', ':', '\u2028]', '$', '"$Date":']
    const frames = texts.map((text, i) => [1, i, text, { [text]: [text] }])
    // One bad frame, so that the others are cut out by what the scan found.
    const message = (encode(json(), frames) as string).replace('[[', '[[1,2,{"__proto__":["]"]}],[')
    expect(decode(json(), message)).toStrictEqual([
      new BadFrame(1, 2, 'a property is named __proto__'),
      ...frames,
    ])
  })

  it.each([
    ['"x"', 1],
    ['"é"', 2],
    ['"語"', 3],
    ['"😀"', 4],
    [String.raw`"\n\"\\\/"`, 4],
    [String.raw`"\u0000\u007f"`, 2],
    [String.raw`"\u0080\u07FF"`, 4],
    [String.raw`"\u0800\uffff"`, 6],
    [String.raw`"\ud83d"`, 3],
    [`{"${'k'.repeat(20)}" : 1}`, 20],
  ])('a string counts by its bytes in UTF-8, not by how it is written: %s', (literal, size) => {
    expect(decode(json(), `[[1,2,${literal}]]`, { maxStringBytes: size })[0]).not.toBeInstanceOf(BadFrame)
    expect(decode(json(), `[[1,2,${literal}]]`, { maxStringBytes: size - 1 })[0]).toBeInstanceOf(BadFrame)
  })

  it('a frame counts by its bytes in UTF-8', () => {
    const frame = '[1,2,"é語😀"]'
    expect(decode(json(), `[ ${frame} ]`, { maxMessageBytes: Buffer.byteLength(frame) })).toHaveLength(1)
    expect(
      decode(json(), `[ ${frame} ]`, { maxMessageBytes: Buffer.byteLength(frame) - 1 })[0],
    ).toBeInstanceOf(BadFrame)
  })

  it('an object that needs no tag is written as it is, and never copied', () => {
    const frame = [1, 2, [{ a: [1, 'x', null, true], b: { c: 0.5 } }]]
    expect(encode(json(), [frame])).toBe(JSON.stringify([frame]))
  })

  it('a value that is sent is left as it was', () => {
    const params = [{ at: new Date(0), list: [1n, { $Date: 1 }], map: new Map([[1, new Date(1)]]) }]
    const copy = structuredClone(params)
    encode(json(), [[1, 2, params]])
    expect(params).toStrictEqual(copy)
  })

  it.each<[string, Partial<ValueLimits>, unknown, PathStep[], string]>([
    [
      'over the limit',
      { maxMessageBytes: 100_000 },
      [new Uint8Array(100_001)],
      [2, 0],
      'a binary value of 100001 bytes, the other side takes at most 100000 (maxMessageBytes)',
    ],
    [
      'over the limit in base64 only',
      { maxMessageBytes: 100_000 },
      [new Float32Array(18_751)],
      [2, 0],
      'a binary value of 75004 bytes (100008 in base64), the other side takes at most 100000 (maxMessageBytes)',
    ],
    [
      'over what is left of it',
      { maxMessageBytes: 100_000 },
      ['x'.repeat(40_000), new Uint8Array(45_001)],
      [],
      '100004 bytes or more, the other side takes at most 100000 (maxMessageBytes)',
    ],
    [
      'longer than a string',
      { maxStringBytes: 60_000 },
      [new Uint8Array(45_001)],
      [2, 0],
      'a string of 60004 bytes or more, the other side takes at most 60000 (maxStringBytes)',
    ],
  ])('bytes are refused before they are written: %s', (_name, limits, value, path, reason) => {
    const used: string[] = []
    const restore = fakeBase64(true, used)
    try {
      let thrown: unknown
      try {
        encode(json(), [[1, 2, value]], { ...defaultLimits, ...limits })
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(ValueError)
      expect(thrown).toMatchObject({ path, reason })
      expect(used).toEqual([])
    } finally {
      restore()
    }
  })
})
