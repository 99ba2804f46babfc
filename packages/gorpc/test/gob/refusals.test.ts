import { isRpcError, ValueError } from '@wsrpc/core'
import { describe, expect, it } from 'vitest'
import { GobEncoder } from '../../src/gob/gob-encoder.ts'
import type { GobType } from '../../src/gob/gob-type.ts'
import { gob } from '../../src/gob/gob.ts'

const cycle: unknown[] = []
cycle.push(cycle)
/** 2^64 elements, though not many arrays. */
let doubled: unknown[] = [1]
for (let i = 0; i < 60; i++) doubled = [doubled, doubled]

const thrower = {
  get A(): never {
    throw new Error('not today')
  },
}

/** Values that gob can't say, and what is said about them. */
const refused: readonly (readonly [name: string, value: unknown, message: string | RegExp])[] = [
  ['undefined', undefined, "undefined can't travel in gob"],
  ['null', null, 'null says no type: leave it out, or give it one with gob.of'],
  ['null in an object', { A: { B: null } }, /^\.A\.B: null says no type/],
  ['undefined in an array', [1, undefined], "[1]: undefined can't travel in gob"],
  ['a function', { A: [() => 1] }, ".A[0]: a function can't travel in gob"],
  ['a symbol', Symbol('s'), "a symbol can't travel in gob"],
  ['a promise', { A: Promise.resolve(1) }, ".A: a Promise can't travel in gob: pass a plain object"],
  ['a Set', new Set([1]), "a Set can't travel in gob: pass a plain object"],
  ['a URL', new URL('http://localhost'), /^an? (URL|object)/],
  ['an object with a toJSON', { toJSON: () => 1 }, /an object with a toJSON can't travel/],
  ['a cycle', cycle, /nested deeper than 64 \(maxDepth\), or in a cycle$/],
  ['more elements than there are arrays', doubled, /^more than 1048576 items/],
  ['a property named __proto__', JSON.parse('{"A":{"__proto__":1}}'), /^\.A\.__proto__: fields of Go begin/],
  ['a property without a name', { '': 1 }, 'fields of Go begin with a capital: give it a name that begins'],
  [
    'a lower-case property',
    { A: [{ Id: 1 }, { Id: 1, name: 'x' }] },
    ".A[1].name: fields of Go begin with a capital: write 'Name', or pass a Map for a map",
  ],
  ['one of another alphabet', { Été: { école: 1 } }, /^\.Été\.école: .*: write 'École', or/],
  ['a property whose name has no capital', { A: { _id: 1 } }, /^\.A\._id: .*: give it a name that begins/],
  [
    'a long property',
    { ['x'.repeat(1000)]: 1 },
    /: give it a name that begins with one, or pass a Map for a map$/,
  ],
  ['a lower-case property that is wrong inside', { a: { b: [null] } }, /^\.a\.b\[0\]: null says no type/],
  ['a lower-case property behind a name', gob.named('main.Point', { x: 1 }), /^\.x: .*: write 'X', or/],
  ['a getter that throws', { B: thrower }, '.B.A: reading it failed: not today'],
  [
    'a mixed array',
    { A: [1, 'a'] },
    '.A[1]: int and string side by side: in gob, all elements are of one type',
  ],
  ['mixed fields', [{ A: 1 }, { A: true }], /^\[1\]: int and bool side by side/],
  [
    'a mixed Map',
    new Map<unknown, unknown>([
      ['a', 1],
      ['b', ''],
    ]),
    /^\.b: int and string side by side/,
  ],
  ['an empty array alone', [], /^an empty array or Map says no type/],
  ['an empty Map alone', new Map(), /^an empty array or Map says no type/],
  ['empty arrays in an array', { A: [[], []] }, /^\.A: an empty array or Map says no type/],
  ['an int of 65 bits', 2n ** 63n, '9223372036854775808 does not fit into the 64 bits of int'],
  ['a negative int of 65 bits', [-(2n ** 63n) - 1n], /^\[0\]: -9223372036854775809 does not fit/],
  ['a uint of 65 bits', gob.of(gob.uint, 2n ** 64n), /does not fit into the 64 bits of uint$/],
  ['a number too large for an int', gob.of(gob.int, 1e300), /does not fit into the 64 bits of int$/],
  [
    'a negative uint',
    gob.of(gob.uint, -1),
    /^-1 can't be sent as uint: it takes an integer .* not negative$/,
  ],
  [
    'a fraction as int',
    gob.of(gob.int, 1.5),
    "1.5 can't be sent as int: it takes an integer (number or bigint)",
  ],
  ['a string as int', gob.of(gob.int, '1'), /^a string can't be sent as int/],
  ['a bigint as float', gob.of(gob.float, 1n), /^1 can't be sent as float: it takes a number$/],
  ['a number as bool', gob.of(gob.struct({ A: gob.bool }), { A: 0 }), /^\.A: 0 can't be sent as bool/],
  [
    'an empty string as bytes',
    gob.of(gob.struct({ A: gob.bytes }), { A: '' }),
    /^\.A: a string can't be sent as bytes/,
  ],
  ['null as int', gob.of(gob.struct({ A: gob.int }), { A: null }), /^\.A: null can't be sent as int/],
  ['null as an element', gob.of(gob.slice(gob.empty), [null]), /^\[0\]: null can't be sent as struct/],
  ['half a complex number', gob.of(gob.complex, { re: 1 }), /^an object can't be sent as complex/],
  ['an invalid Date', { At: [new Date(NaN)] }, ".At[0]: a Date can't be sent as time: it takes a valid Date"],
  ['text as bytes that a type made', gob.of(gob.marshaled('GobEncoder'), 'x'), /can't be sent as marshaled/],
  ['too few elements', gob.of(gob.array(gob.int, 3), [1, 2]), "2 elements can't be sent as an array of 3"],
  ['an object as array', gob.of(gob.slice(gob.int), { length: 1 }), /^an object can't be sent as slice/],
  ['an array as struct', gob.of(gob.empty, []), /^an array can't be sent as struct/],
  [
    'a property without a field',
    gob.of(gob.struct({ A: gob.int }), { A: 1, B: 2 }),
    /^\.B: no field of its gob\.struct/,
  ],
  [
    'a struct without a name in an interface',
    gob.of(gob.interface, { A: 1 }),
    /holds a struct: say how Go calls/,
  ],
  ['a name that is empty', gob.named('', 1), 'a type whose name has 0 bytes'],
  ['a name that is long', gob.named('x'.repeat(1025), 1), 'a type whose name has 1025 bytes'],
  ['a type without an end', gob.of(lazily(), 1), /^reading it failed/],
]

function lazily() {
  const endless: ReturnType<typeof gob.lazy> = gob.lazy(() => endless)
  return endless
}

function refusalOf(encode: () => unknown): unknown {
  try {
    encode()
  } catch (error) {
    return error
  }
  return 'nothing was thrown'
}

describe('a value that gob can not say', () => {
  it.each(refused)('is refused before anything is sent: %s', (_name, value, message) => {
    const error = refusalOf(() => new GobEncoder().encode(value))
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
    expect((error as Error).message).toMatch(message)
    expect(isRpcError(error)).toBe(true)
  })

  it('has the path to it as data, for whoever knows what the value is called', () => {
    const error = refusalOf(() => new GobEncoder().encode({ A: [1, 'x'] })) as Error
    expect(error.cause).toBeInstanceOf(ValueError)
    expect((error.cause as ValueError).path).toStrictEqual(['A', 1])
  })

  it('names the limit that it breaks', () => {
    const encoder = new GobEncoder({ maxMessageBytes: 100, maxDepth: 2, maxItems: 10, maxStringBytes: 20 })
    const messageFor = (value: unknown) => (refusalOf(() => encoder.encode(value)) as Error).message
    expect(messageFor(new Uint8Array(100))).toMatch(/^more than 100 bytes.*\(maxMessageBytes\)$/)
    expect(messageFor({ A: new Uint8Array(100_000) })).toMatch(/^more than 100 bytes/)
    expect(messageFor({ A: { B: { C: 1 } } })).toMatch(/^\.A\.B: nested deeper than 2/)
    expect(messageFor(Array.from({ length: 11 }, () => 1))).toMatch(/^more than 10 items/)
    expect(messageFor({ A: Array.from({ length: 10 }, () => 1) })).toMatch(/^more than 10 items/)
    expect(messageFor({ A: 'ü'.repeat(11) })).toBe(
      '.A: a string of 22 bytes or more, the most are 20 (maxStringBytes)',
    )
    expect(encoder.encode('x'.repeat(20)).length).toBeGreaterThan(20)
  })

  it('may be one of too many types', () => {
    const encoder = new GobEncoder()
    for (let i = 0; i < 1024; i++) encoder.encode({ [`Id${i}`]: i })
    const error = refusalOf(() => encoder.encode({ Other: 1 }))
    expect((error as Error).message).toMatch(
      /^more than 1024 types in one stream, .*: give the method a type/,
    )
    expect(encoder.encode({ Id7: 1 }).length).toBeLessThan(10)
  })

  it('may be of a type that is too much to tell', () => {
    const encoder = new GobEncoder()
    const names = Array.from({ length: 2000 }, (_, i) => `Field${i}`)
    const named = (name: string) =>
      gob.of(gob.struct(Object.fromEntries(names.map((n) => [n, gob.int])), name), {})
    const encodeMany = () => {
      for (let i = 0; i < 20; i++) encoder.encode(named(`T${i}`))
    }
    expect((refusalOf(encodeMany) as Error).message).toMatch(
      /^more than 262144 bytes of types in one stream, .*: give the method a type/,
    )
    expect(encoder.encode(named('T0')).length).toBeLessThan(10)
  })

  it('may be sent from inside of another', () => {
    const encoder = new GobEncoder()
    const value = {
      get A() {
        return encoder.encode('inner').length
      },
    }
    expect(refusalOf(() => encoder.encode(value))).toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(encoder.encode('after').length).toBe(9)
  })
})

/** What is no type, though somebody who writes in a hurry, or without types, may take it for one. */
const wrong = (value: unknown): GobType => value as GobType
/** As `gob.slice` is one. */
const makesOne = wrong(() => gob.int)

describe('a type that can not be', () => {
  it.each<[string, () => unknown, string]>([
    ['an array of -1', () => gob.array(gob.int, -1), "gob.array can't have -1 elements: give it a length"],
    ['an array of 1.5', () => gob.array(gob.int, 1.5), "gob.array can't have 1.5 elements"],
    ['a field without a name', () => gob.struct({ '': gob.int }), "can't have a field named ''"],
    ['a field named __proto__', () => gob.struct({ ['__proto__']: gob.int }), "a field named '__proto__'"],
    [
      'a lower-case field',
      () => gob.struct({ id: gob.int }),
      "begin with a capital: write 'Id', or use gob.map",
    ],
    ['a field that has no capital', () => gob.struct({ 1: gob.int }), 'capital: give it a name that begins'],
    ['a function as a field', () => gob.struct({ A: makesOne }), 'the field A of gob.struct must be a type'],
    ['a text as a field', () => gob.struct({ A: wrong('int') }), 'is a string: write gob. before its name'],
    ['null as a field', () => gob.struct({ A: wrong(null) }), 'and is null'],
    [
      'a type as a field that is not there yet',
      () => gob.struct({ A: wrong(undefined) }),
      'gob.lazy(() => type)',
    ],
    ['a slice of a text', () => gob.slice(wrong('int')), 'what gob.slice takes must be a type, as gob.int'],
    ['an array of a function', () => gob.array(makesOne, 1), 'and is a function: call it, to make one'],
    ['a map of one type', () => gob.map(gob.string, wrong(undefined)), 'for its elements must be a type'],
    ['a map of keys without a type', () => gob.map(wrong({}), gob.int), 'for its keys must be a type'],
    ['what holds itself', () => gob.lazy(gob.int as never), 'gob.lazy takes a function'],
    ['one at the call', () => gob.of(wrong('float'), 3), 'what gob.of takes first must be a type'],
  ])('is refused where it is made: %s', (_name, make, message) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })
})
