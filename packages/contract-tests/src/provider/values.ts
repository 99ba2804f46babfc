import { typedArrays } from './typed-arrays.ts'

/** The codecs by name, as a test may choose. */
export type CodecName = 'msgpack' | 'json'

/** A value that travels, and what arrives where that is not an equal one. */
export interface Value {
  readonly value: unknown
  readonly arrives?: unknown
  /** What arrives with this codec only. */
  readonly arrivesIn?: Readonly<Partial<Record<CodecName, unknown>>>
}

/** What arrives of it. */
export function arrival(one: Value, codec: CodecName): unknown {
  const { value, arrives = value, arrivesIn = {} } = one
  return Object.hasOwn(arrivesIn, codec) ? arrivesIn[codec] : arrives
}

class Point {
  x = 1
  y = 2
  get sum(): number {
    return this.x + this.y
  }
}

class Money {
  cents = 995
  toJSON(): unknown {
    return { amount: this.cents / 100 }
  }
}

const values = (...all: readonly unknown[]): Value[] => all.map((value) => ({ value }))

const integers = [
  0,
  -0,
  1,
  127,
  128,
  255,
  256,
  65535,
  65536,
  2 ** 31,
  2 ** 32,
  -1,
  -32,
  -33,
  -129,
  -(2 ** 31),
]

/** A half of a surrogate pair: JSON keeps it, UTF-8 has no form for it. */
const halves = ['\ud800', 'a\udc00b', `\ud83d${'x'.repeat(60)}`]

/**
 * Every kind of value that travels. Both sides hold it, so that each can say what it should have got. From
 * PROTOCOL.md, section Values.
 */
export const valueTable: Readonly<Record<string, readonly Value[]>> = {
  'null, booleans and integers': values(null, true, false, ...integers),

  'large, broken and odd numbers': values(
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2 ** 53,
    -(2 ** 53),
    2 ** 64,
    0.5,
    -0.1,
    1e-7,
    Math.PI,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    NaN,
    Infinity,
    -Infinity,
  ),

  bigints: values(0n, 1n, -1n, 255n, -256n, 2n ** 53n, -(2n ** 63n), 2n ** 64n, -(2n ** 2000n) - 1n),

  strings: [
    ...values('', 'a', 'é', '語', '😀', '😀'.repeat(30), 'x'.repeat(256), 'ж'.repeat(40_000)),
    ...values('\0\u001f"\\/\n', '\ufeff', '\u2028', '\x7f\x80', '[{"$Date":0}]'),
    {
      value: halves,
      arrivesIn: { msgpack: halves.map((text) => text.replace(/[\ud800-\udfff]/, '\ufffd')) },
    },
  ],

  bytes: values(
    new Uint8Array(0),
    Uint8Array.from({ length: 256 }, (_, i) => i),
    new Uint8Array(70_000).fill(7),
    // A view into a larger buffer comes without what lies around it.
    Uint8Array.from({ length: 64 }, (_, i) => i).subarray(10, 20),
  ),

  'typed arrays': values(...typedArrays),

  dates: values(
    ...[0, 1, -1, 999, 1_700_000_000_123, 2 ** 34 * 1000, -86_400_000, 8.64e15, -8.64e15].map(
      (time) => new Date(time),
    ),
  ),

  'arrays and objects': [
    ...values([], [1, 'a', null, [true]], {}, { a: 1, 'odd key': { b: [null] }, '': 0, ключ: '値' }),
    ...values({ constructor: 1, toString: 2, hasOwnProperty: 3 }, { $Date: 'today' }, { $$Date: { $: 1 } }),
    { value: Object.assign(Object.create(null), { a: 1 }), arrives: { a: 1 } },
    { value: { [Symbol('s')]: 1, a: 1 }, arrives: { a: 1 } },
    { value: new Point(), arrives: { x: 1, y: 2 } },
    { value: { price: new Money() }, arrives: { price: { amount: 9.95 } } },
    { value: new URL('http://example.com/a'), arrives: 'http://example.com/a' },
  ],

  'Maps, Sets and Errors': values(
    new Map<unknown, unknown>([
      ['a', 1],
      [2, 'b'],
      [{ k: 1 }, [new Date(5)]],
    ]),
    new Map([[new Map([[1, 2]]), new Map()]]),
    new Map([['__proto__', 1]]),
    new Set<unknown>([1, 'a', [2], new Set([null])]),
    new Error('broken'),
    new TypeError('bad'),
    { a: [new Map([[new Set([1n]), { e: new Date(0), f: new Uint8Array(3) }]])] },
  ),

  undefined: [
    { value: undefined },
    { value: { a: undefined, b: 1 }, arrives: { b: 1 } },
    { value: { list: [1, undefined] }, arrives: { list: [1, null] } },
    { value: new Map([['a', undefined]]), arrives: new Map([['a', null]]) },
  ],
}

/** What never travels, and a part of what the error says. */
export const refusals: Readonly<Record<string, readonly [make: () => unknown, says: string]>> = {
  'a function': [() => () => 1, "a function can't travel"],
  'a symbol': [() => Symbol('s'), "a symbol can't travel"],
  'a Promise': [() => [Promise.resolve(1)], 'await it first'],
  'an invalid Date': [() => new Date(NaN), "an invalid Date can't travel"],
  'an ArrayBuffer': [() => new ArrayBuffer(1), 'wrap it in new Uint8Array(buffer)'],
  'a RegExp': [() => /x/, "a RegExp can't travel"],
  'a key __proto__': [() => JSON.parse('{"__proto__":1}') as unknown, 'use a Map'],
  'a cycle': [() => endless(), 'in a cycle'],
}

function endless(): unknown {
  const list: unknown[] = []
  list.push(list)
  return list
}
