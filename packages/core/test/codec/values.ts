import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { typedArrays } from '@wsrpc/contract-tests/provider/typed-arrays'
import { defaultLimits, type ValueLimits } from '../../src/limits.ts'
import {
  MalformedError,
  type BadFrame,
  type Codec,
  type Frame,
  type Payload,
  type Refs,
} from '../../src/codec/codec.ts'

export const codecs: readonly Codec[] = [msgpack(), json()]

/** A value that travels, and what arrives if that is not an equal one. */
export interface Case {
  readonly name: string
  readonly value: unknown
  readonly arrives?: unknown
}

class Point {
  x = 1
  y = 2
  #secret = 3
  get sum(): number {
    return this.x + this.y + this.#secret
  }
}

class Money {
  cents = 995
  toJSON(): unknown {
    return { amount: this.cents / 100, at: new Date(0) }
  }
}

class NotFound extends Error {
  override readonly name: string = 'NotFound'
  status = 404
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * 7)
}

function holey(): unknown[] {
  const array = [1, 0, 2]
  delete array[1] // oxlint-disable-line no-array-delete
  return array
}

const shared = new SharedArrayBuffer(4)
new Uint8Array(shared).set([1, 2, 3, 4])

export const numbers: readonly number[] = [
  0,
  -0,
  1,
  127,
  128,
  255,
  256,
  65535,
  65536,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  0x100000000,
  Number.MAX_SAFE_INTEGER,
  -1,
  -32,
  -33,
  -128,
  -129,
  -32768,
  -32769,
  -0x80000000,
  -0x80000001,
  -0x100000000,
  Number.MIN_SAFE_INTEGER,
  2 ** 53,
  -(2 ** 53),
  2 ** 64,
  0.5,
  -0.1,
  1e-7,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  NaN,
  Infinity,
  -Infinity,
]

export const strings: readonly string[] = [
  '',
  'a',
  'x'.repeat(31),
  'x'.repeat(32),
  'x'.repeat(48),
  'x'.repeat(49),
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(65535),
  'x'.repeat(65536),
  'é',
  'é'.repeat(15),
  'é'.repeat(16),
  'é'.repeat(127),
  'é'.repeat(128),
  'ж'.repeat(40000),
  '語',
  '語'.repeat(100),
  '😀',
  '😀'.repeat(30),
  `x${'😀'.repeat(20000)}`,
  '\0\u001f"\\/\n',
  '\ufeff',
  `\ufeff${'x'.repeat(300)}`,
  `\ufeff\ufeff${'語'.repeat(30000)}`,
  '[{"$Date":0}]',
  '\u2028',
  '\x7f\x80',
]

export const dates: readonly number[] = [
  0,
  1,
  -1,
  999,
  1000,
  1_700_000_000_123,
  2 ** 32 * 1000 - 1,
  2 ** 32 * 1000,
  2 ** 34 * 1000 - 1,
  2 ** 34 * 1000,
  -86_400_000,
  8.64e15,
  -8.64e15,
]

export const bigints: readonly bigint[] = [
  0n,
  1n,
  -1n,
  15n,
  255n,
  256n,
  -256n,
  2n ** 53n,
  -(2n ** 63n),
  2n ** 64n,
  2n ** 64n - 1n,
  -(2n ** 2000n) - 1n,
]

const cases: Case[] = [
  { name: 'null', value: null },
  { name: 'true', value: true },
  { name: 'false', value: false },
  ...numbers.map((value) => ({ name: `number ${Object.is(value, -0) ? '-0' : value}`, value })),
  ...strings.map((value) => ({
    name: `string ${JSON.stringify(value.slice(0, 8))} × ${value.length}`,
    value,
  })),
  ...bigints.map((value) => ({ name: `bigint ${String(value).slice(0, 24)}`, value })),
  ...dates.map((time) => ({ name: `Date ${time}`, value: new Date(time) })),
  ...typedArrays.map((value) => ({ name: `${value.constructor.name} of ${value.byteLength} bytes`, value })),
  ...[0, 1, 2, 3, 255, 256, 65536].map((length) => ({ name: `${length} bytes`, value: bytes(length) })),
  { name: 'Buffer', value: Buffer.from('hi'), arrives: new Uint8Array([104, 105]) },
  { name: 'view into a buffer', value: bytes(9).subarray(2, 5) },
  { name: 'bytes in shared memory', value: new Uint8Array(shared), arrives: new Uint8Array([1, 2, 3, 4]) },
  { name: 'empty array', value: [] },
  { name: 'array', value: [1, 'a', null, [true]] },
  ...[15, 16].map((n) => ({
    name: `array of ${n}`,
    value: Array.from({ length: n }, (_, i) => i),
  })),
  { name: 'hole in an array', value: [holey()], arrives: [[1, null, 2]] },
  { name: 'empty object', value: {} },
  { name: 'object', value: { a: 1, 'odd key': { b: [null] }, '': 0, ключ: '値' } },
  ...[15, 16].map((n) => ({
    name: `object of ${n}`,
    value: Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i])),
  })),
  {
    name: 'object without prototype',
    value: Object.assign(Object.create(null), { a: 1 }),
    arrives: { a: 1 },
  },
  { name: 'undefined property', value: { a: undefined, b: 1 }, arrives: { b: 1 } },
  { name: 'undefined properties only', value: { a: undefined }, arrives: {} },
  ...[16, 17].map((n) => ({
    name: `object of ${n}, one of them undefined`,
    value: { gone: undefined, ...Object.fromEntries(Array.from({ length: n - 1 }, (_, i) => [`k${i}`, i])) },
    arrives: Object.fromEntries(Array.from({ length: n - 1 }, (_, i) => [`k${i}`, i])),
  })),
  { name: 'symbol property', value: { [Symbol('s')]: 1, a: 1 }, arrives: { a: 1 } },
  { name: 'property names of Object.prototype', value: { constructor: 1, toString: 2, hasOwnProperty: 3 } },
  { name: 'properties that look like tags', value: { $Date: 1, $Map: 2 } },
  { name: 'object that looks like a tag', value: { $Date: 'today' } },
  {
    name: 'object that looks like a tag, but for undefined',
    value: { a: undefined, $Set: 1 },
    arrives: { $Set: 1 },
  },
  { name: 'object that looks like an escaped tag', value: { $$Date: { $$$: 1 } } },
  { name: 'object with the key $', value: { $: { $: new Date(1) } } },
  {
    name: 'Map',
    value: new Map<unknown, unknown>([
      ['a', 1],
      [2, 'b'],
      [{ k: 1 }, [new Date(5)]],
    ]),
  },
  { name: 'empty Map', value: new Map() },
  { name: 'Map in Map', value: new Map([[new Map([[1, 2]]), new Map([['x', new Map()]])]]) },
  { name: 'Set', value: new Set<unknown>([1, 'a', [2], new Set([null])]) },
  {
    name: 'undefined in a Map and a Set',
    value: [new Map([[undefined, undefined]]), new Set([undefined])],
    arrives: [new Map([[null, null]]), new Set([null])],
  },
  { name: 'Error', value: new Error('broken') },
  { name: 'error without a message', value: new Error() },
  {
    name: 'everything in everything',
    value: { a: [new Map([[new Set([1n]), { e: new Date(0), f: bytes(3) }]])] },
  },
  { name: 'class instance', value: new Point(), arrives: { x: 1, y: 2 } },
  { name: 'toJSON', value: { price: new Money() }, arrives: { price: { amount: 9.95, at: new Date(0) } } },
  { name: 'toJSON of the platform', value: new URL('http://example.com/a'), arrives: 'http://example.com/a' },
]

export const values: readonly Case[] = cases

function object(length: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, i]))
}

/** Those whose counts take more than two bytes: too large for all the tests. */
export const largeValues: readonly Case[] = [
  { name: 'array of 65535', value: Array.from({ length: 65535 }, (_, i) => i) },
  { name: 'array of 65536', value: Array.from({ length: 65536 }, (_, i) => i) },
  { name: 'object of 65535', value: object(65535) },
  { name: 'object of 65536', value: object(65536) },
  {
    name: 'object of 65536, one of them undefined',
    value: { gone: undefined, ...object(65535) },
    arrives: object(65535),
  },
]

/** Errors are compared by hand: only name and message travel. */
export const errors: readonly Error[] = [
  new TypeError('bad'),
  new NotFound('no such thing'),
  new RangeError('é\n'),
]

export function encode(codec: Codec, frames: readonly Frame[], limits: ValueLimits = defaultLimits): Payload {
  const encoder = codec.createEncoder(limits)
  for (const frame of frames) encoder.append(frame)
  return encoder.take()
}

export function decode(
  codec: Codec,
  message: Payload,
  limits: Partial<ValueLimits> = {},
  refs?: Refs,
): readonly (Frame | BadFrame | number)[] {
  return codec.createDecoder({ ...defaultLimits, ...limits }).decode(message, refs)
}

/** What becomes of a message: the frames, or that it is malformed. */
export function outcome(
  codec: Codec,
  message: Payload,
  refs?: Refs,
): 'malformed' | readonly (Frame | BadFrame | number)[] {
  try {
    return decode(codec, message, {}, refs)
  } catch (error) {
    if (error instanceof MalformedError) return 'malformed'
    throw error
  }
}

/** Sends a value as the only param of a frame and returns what arrives. */
export function roundTrip(codec: Codec, value: unknown): unknown {
  const [frame] = decode(codec, encode(codec, [[3, 7, [value]]]))
  return ((frame as Frame)[2] as unknown[])[0]
}

/** A value inside of as many arrays. */
export function nested(depth: number, innermost: unknown = 0): unknown {
  let value = innermost
  for (let i = 0; i < depth; i++) value = [value]
  return value
}
