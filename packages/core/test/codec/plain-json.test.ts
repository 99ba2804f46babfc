// JSON as others read it: what it refuses, what it looks for before it is parsed, and what can be told without parsing.

import { describe, expect, test } from 'vitest'
import { elementsOf, membersOf } from '../../src/codec/json/plain/outline.ts'
import { faultInJson } from '../../src/codec/json/plain/scan.ts'
import { plainForms, writeJson } from '../../src/codec/json/plain/write.ts'
import { MalformedError, ValueError } from '../../src/codec/codec.ts'
import { RpcError } from '../../src/errors.ts'
import { defaultLimits } from '../../src/limits.ts'

const write = (value: unknown): string => writeJson(value, defaultLimits)

function faultOf(value: unknown): string {
  try {
    write(value)
  } catch (error) {
    if (error instanceof ValueError) return error.message
    throw error
  }
  return 'none'
}

describe('writing', () => {
  test.each([
    [{ a: [1, 'x', null, true], b: { c: undefined } }],
    ['aé€😀\ud800'],
    [-0],
    [[new Date(5), { at: new Date(5) }]],
    [{ toJSON: () => ({ inner: new Date(1) }) }],
    [Object.assign(Object.create(null) as object, { a: 1 })],
    [[[[[]]]]],
  ])('is what JSON.stringify writes, where that is right: %j', (value) => {
    expect(write(value)).toBe(JSON.stringify(value))
  })

  test.each([
    [[1, [undefined]], "[1][0]: undefined can't travel in JSON: pass null"],
    [{ a: { b: NaN } }, ".a.b: NaN can't travel in JSON: pass null, or a string"],
    [[Infinity], "[0]: Infinity can't travel in JSON: pass null, or a string"],
    [{ n: 5n }, ".n: a bigint can't travel in JSON: pass a string, or a number if it is small"],
    [{ m: new Map() }, ".m: a Map can't travel in JSON: pass Object.fromEntries(map)"],
    [{ s: new Set() }, ".s: a Set can't travel in JSON: spread it into an array"],
    [[new Uint8Array(1)], "[0]: bytes can't travel in JSON: pass text, as base64 is"],
    [[Buffer.from('x')], "[0]: bytes can't travel in JSON: pass text, as base64 is"],
    [[new Error('x')], "[0]: an Error can't travel in JSON: pass { name, message }"],
    [[new Date(NaN)], "[0]: an invalid Date can't travel"],
    [JSON.parse('{"a":{"__proto__":1}}'), ".a.__proto__: a property of this name can't travel: use a Map"],
    [{ toJSON: () => NaN }, "NaN can't travel in JSON: pass null, or a string"],
  ])('refuses what would be changed, and says where: %o', (value, message) => {
    expect(faultOf(value)).toBe(message)
  })

  test('leaves the value as it is', () => {
    const value = { when: new Date(1), list: [new Date(2)], rest: 1 }
    write(value)
    expect(value).toEqual({ when: new Date(1), list: [new Date(2)], rest: 1 })
  })

  test('comes to an end with cycles, and with what turns into itself', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    expect(faultOf(cycle)).toContain('in a cycle')
    const itself: object = { toJSON: () => itself }
    expect(faultOf(itself)).toContain('in a cycle')
  })

  test('keeps the limits', () => {
    const small = { ...defaultLimits, maxDepth: 2, maxItems: 5, maxStringBytes: 4, maxMessageBytes: 12 }
    expect(writeJson([['é']], small)).toBe('[["é"]]')
    const refused = [[[[1]]], [1, 2, 3, 4, 5, 6], ['éé€'], ['aaaa', 'bbbb', 'cccc'], { abcde: 1 }]
    for (const value of refused) expect(() => writeJson(value, small)).toThrow(ValueError)
  })

  test('counts what will be around the value, in bytes, and says how much it is together', () => {
    const small = { ...defaultLimits, maxMessageBytes: 20 }
    const sized = (value: string, around: string): string => writeJson(value, small, plainForms, around)
    expect(sized('é'.repeat(4), 'ä'.repeat(5))).toBe('"éééé"')
    expect(() => sized('é'.repeat(4), 'ä'.repeat(5) + '}')).toThrow(
      new ValueError([], '21 bytes or more, the other side takes at most 20 (maxMessageBytes)'),
    )
    expect(sized('x'.repeat(18), '')).toBe(`"${'x'.repeat(18)}"`)
    expect(() => sized('x'.repeat(19), '')).toThrow('21 bytes or more')
  })

  test('has another form for what its user says, and the error that a form throws on purpose', () => {
    const forms = {
      ...plainForms,
      Uint8Array: (bytes: object) => Buffer.from(bytes as Uint8Array).toString('base64'),
      stream: () => {
        throw new RpcError('UNIMPLEMENTED', 'no streams')
      },
    }
    expect(writeJson([new Uint8Array([1, 2])], defaultLimits, forms)).toBe('["AQI="]')
    async function* stream(): AsyncGenerator<number> {
      yield 1
    }
    const error = expect.objectContaining({ code: 'UNIMPLEMENTED' })
    expect(() => writeJson([{ a: stream() }], defaultLimits, forms)).toThrow(error)
  })
})

describe('the scan', () => {
  const limits = { ...defaultLimits, maxDepth: 2, maxItems: 10, maxStringBytes: 9 }

  test.each([
    ['1', undefined],
    [' {"a":[[1]]} ', undefined],
    ['{"a":[[[1]]]}', 'nested deeper than 2'],
    ['[1,2,3,4,5,6,7,8,9,10]', 'more than 10 items'],
    ['"1234567890"', 'a string of more than 9 bytes'],
    ['{"__proto__":1}', 'a property is named __proto__'],
    ['{"\\u005f_proto__":1}', 'a property is named __proto__'],
  ])('of %s finds %s', (text, fault) => {
    expect(faultInJson(text, limits, 1)).toBe(fault)
  })

  test.each([
    [`{"a":"${'é'.repeat(10)}"}`, 28],
    [`[${' '.repeat(30)}]`, 32],
  ])('counts all bytes of %s', (text, size) => {
    const within = (maxMessageBytes: number) => faultInJson(text, { ...defaultLimits, maxMessageBytes }, 1)
    expect(within(size)).toBeUndefined()
    expect(within(size - 1)).toBe(`${size} bytes, more than ${size - 1}`)
  })

  test.each(['1],[2', '[1]]', ']', '"open', '[['])('refuses %s, which is not one value', (text) => {
    expect(() => faultInJson(text, limits, 1)).toThrow(MalformedError)
  })
})

describe('the outline', () => {
  test('tells members as they are written, the last of one name', () => {
    const text =
      ' { "id" : 12345678901234567890 , "a":{"id":1,"b":[",","}"]}, "\\u0069d2":2 , "x": "a\\"b" } '
    const members = membersOf(text, ['id', 'id2', 'x', 'a', 'none'])
    expect(Object.fromEntries(members)).toEqual({
      id: '12345678901234567890',
      id2: '2',
      x: '"a\\"b"',
      a: '{"id":1,"b":[",","}"]}',
    })
    expect(membersOf('{"id":1,"id":2}', ['id']).get('id')).toBe('2')
    expect(membersOf('{}', ['id']).size).toBe(0)
  })

  test('tells elements as they are written, and no more than asked for', () => {
    expect(elementsOf(' [ 1 , [2,3] ,{"a":","}, "]" ] ', 10)).toEqual(['1', '[2,3]', '{"a":","}', '"]"'])
    expect(elementsOf('[]', 10)).toEqual([])
    expect(elementsOf('[1,2,3]', 2)).toEqual(['1', '2'])
  })

  test.each(['', '1', '[', '[1', '[1,]', '[,1]', '[1}', '{"a":1}'])('refuses %s as an array', (text) => {
    expect(() => elementsOf(text, 10)).toThrow(MalformedError)
  })

  test.each(['', '[]', '{', '{"a":1', '{a:1}', '{"a":1]'])('refuses %s as an object', (text) => {
    expect(() => membersOf(text, ['a'])).toThrow(MalformedError)
  })
})
