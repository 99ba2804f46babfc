import { describe, expect, it } from 'vitest'
import { BadFrame, ValueError, type PathStep } from '../../src/codec/codec.ts'
import { fromBase64, toBase64 } from '../../src/codec/json/base64.ts'
import { json } from '../../src/codec/json/json.ts'
import { defaultLimits, type ValueLimits } from '../../src/limits.ts'
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
    0, 1, 2, 3, 4, 5, 255, 256, 12_286, 12_287, 12_288, 12_289, 12_290, 12_291, 24_575, 24_576, 24_577,
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

function isRefused(text: string): boolean {
  try {
    fromBase64(text)
    return false
  } catch (error) {
    return (error as Error).message === 'invalid base64'
  }
}

/** Gives or takes away what only some of the supported engines have. Returns how to undo it. */
function fakeBase64(present: boolean, used: string[]): () => void {
  const places: [object, string, (this: Uint8Array, text: string) => unknown][] = [
    [
      Uint8Array.prototype,
      'toBase64',
      function () {
        used.push('toBase64')
        return Buffer.from(this).toString('base64')
      },
    ],
    [
      Uint8Array,
      'fromBase64',
      (text) => {
        used.push('fromBase64')
        return new Uint8Array(Buffer.from(text, 'base64'))
      },
    ],
  ]
  const undo = places.map(([owner, name, fake]) => {
    const before = Object.getOwnPropertyDescriptor(owner, name)
    Object.defineProperty(owner, name, {
      value: present ? fake : undefined,
      configurable: true,
      writable: true,
    })
    return (): void => {
      if (before === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, before)
    }
  })
  return () => undo.forEach((step) => step())
}
