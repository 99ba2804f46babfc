import { describe, expect, it } from 'vitest'
import { BadFrame, MalformedError } from '../../src/codec/codec.ts'
import { json } from '../../src/codec/json/json.ts'
import { endOfString, isLonger } from '../../src/codec/json/scan-string.ts'
import { pick, random, seed } from './random.ts'
import { decode } from './values.ts'

/** Pieces of strings, as they are written. */
const pieces = [
  'x',
  'é',
  '語',
  '😀',
  '\\\\',
  '\\"',
  '\\n',
  '\\u0041',
  '\\u00e9',
  '\\ud83d',
  '[',
  ']',
  ',',
  ':',
  '$',
]

/** The plainest way to find it. */
function plainEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') return at
    if (text[at] === '\\') at++
  }
  return -1
}

function foundEnd(text: string, start: number): number {
  try {
    return endOfString(text, start)
  } catch (error) {
    if (error instanceof MalformedError) return -1
    throw error
  }
}

describe('the end of a string in JSON', () => {
  it(`is at the first quote that is not escaped (seed ${seed})`, () => {
    const next = random(seed)
    const found = { some: 0, none: 0 }
    for (let round = 0; round < 20_000; round++) {
      // Long stretches of one thing, and of backslashes: from 16 characters on the engine searches.
      let text = ''
      for (let i = next(6); i > 0; i--)
        text += pick(next, ['x', '\\', '"', 'é', '\\"', '\\\\']).repeat(next(40))
      if (next(2) === 0) text += '"'
      const start = next(text.length + 1)
      const end = foundEnd(text, start)
      expect({ text, start, end }).toEqual({ text, start, end: plainEnd(text, start) })
      found[end < 0 ? 'none' : 'some']++
    }
    expect(Math.min(found.some, found.none)).toBeGreaterThan(1000)
  })

  it('is found in time in a text of nothing but escapes', () => {
    // A search that began anew at each of them would take hours.
    for (const unit of ['\\"', '\\\\', '\\u005c', `${'\\'.repeat(30)}x`]) {
      const text = `${unit.repeat(2_000_000 / unit.length)}"`
      expect(endOfString(text, 0)).toBe(text.length - 1)
    }
  })

  it(`and its bytes are counted as the string has them (seed ${seed})`, () => {
    const next = random(seed)
    for (let round = 0; round < 5000; round++) {
      let written = ''
      for (let i = next(30); i > 0; i--) written += pick(next, pieces)
      // Half a pair as an escape counts as U+FFFD does.
      const bytes = Buffer.byteLength(JSON.parse(`"${written}"`) as string)
      expect(isLonger(written, bytes - 1)).toBe(true)
      expect(isLonger(written, bytes)).toBe(false)
    }
  })
})

describe('what a frame is held against', () => {
  it.each([
    ['a string', { maxStringBytes: 1000 }, (size: number) => `[1,2,"${'x'.repeat(size)}"]`, 1000],
    [
      'a string of escapes',
      { maxStringBytes: 1000 },
      (size: number) => `[1,2,"${'\\n'.repeat(size)}"]`,
      1000,
    ],
    ['a key', { maxStringBytes: 1000 }, (size: number) => `[1,2,{"${'x'.repeat(size)}" : 1}]`, 1000],
    [
      'a string of three bytes each',
      { maxStringBytes: 999 },
      (size: number) => `[1,2,"${'語'.repeat(size)}"]`,
      333,
    ],
    ['a frame', { maxMessageBytes: 1000 }, (size: number) => `[1,2,"${'x'.repeat(size)}"]`, 992],
    ['a frame with spaces', { maxMessageBytes: 1000 }, (size: number) => `[1,2${' '.repeat(size)}]`, 995],
    [
      'a frame of three bytes each',
      { maxMessageBytes: 1007 },
      (size: number) => `[1,2,"${'語'.repeat(size)}"]`,
      333,
    ],
  ])('%s is taken up to the limit, and not beyond', (_name, limits, write, most) => {
    // Its neighbours have no part in it.
    const message = `[[5,6,"${'n'.repeat(900)}"],${write(most)},${write(most + 1)},[7,8]]`
    const [before, fits, not, after] = decode(json(), message, limits)
    expect(before).toHaveLength(3)
    expect(fits).not.toBeInstanceOf(BadFrame)
    expect(not).toBeInstanceOf(BadFrame)
    expect(after).toStrictEqual([7, 8])
  })

  it.each(['__proto__', String.raw`\u005f_proto__`, String.raw`_\u005fproto__`, String.raw`__prot\u006f__`])(
    'the key %s is refused however it is written, and nothing that begins like it',
    (key) => {
      expect(decode(json(), `[[1,2,{"a":1,"${key}":1}]]`)[0]).toBeInstanceOf(BadFrame)
      for (const other of [`${key}_`, `_${key}`, `${key}\\n`, `${key}${'_'.repeat(60)}`])
        expect(decode(json(), `[[1,2,{"${other}":1}]]`)[0]).not.toBeInstanceOf(BadFrame)
      expect(decode(json(), `[[1,2,["${key}"]]]`)[0]).not.toBeInstanceOf(BadFrame)
    },
  )
})
