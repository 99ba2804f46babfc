import { readFileSync } from 'node:fs'
import { GobNamed } from '../../src/gob/named.ts'

export interface Vector {
  readonly name: string
  /** In hex: what one call of Go's `Encode` wrote, after the other. */
  readonly pieces: readonly string[]
}

/** What go/vectors prints. */
export const vectors = JSON.parse(
  readFileSync(new URL('vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[]

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

const bytes = (...values: readonly number[]) => new Uint8Array(values)
const complex = (re: number, im: number) => ({ re, im })
const inner = (A: number, B: number) => ({ A, B })
const point = (X: number, Y: number) => new GobNamed('main.point', { X, Y })
const box = (Item: unknown, Note: string) => new GobNamed('main.box', { Item, Note })
const hold = (Item: unknown) => ({ Before: 1, Item, After: 'z' })
const tree = (Name: string, Children: unknown[] = [], ByName = new Map()) => ({ Name, Children, ByName })
const when = new Date('2024-02-29T12:34:56.789Z')
const yearOne = new Date('0001-01-01T00:00:00Z')

/** What the values of each vector are here. */
export const meanings: Readonly<Record<string, readonly unknown[]>> = {
  bools: [true, false],
  ints: [0, 1, -1, 63, 64, -64, -65, 127, 128, 255, 256, -129, 2 ** 31 - 1, -(2 ** 31)],
  'large ints': [
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
    2n ** 53n,
    -(2n ** 53n),
    2n ** 63n - 1n,
    -(2n ** 63n),
  ],
  uints: [0, 127, 128, 255, 256, 2 ** 32, Number.MAX_SAFE_INTEGER],
  'large uints': [2n ** 53n, 2n ** 64n - 1n],
  floats: [0, 1, -1, 17, 0.1, Number.MAX_VALUE, Number.MIN_VALUE, -0],
  'special floats': [Infinity, -Infinity, NaN, 0.5],
  complexes: [complex(0, 0), complex(1.5, -2), complex(0, 1)],
  strings: ['', 'hello', 'grüß dich 🙂', '\0', '\ufffd\ufffd', '\ufeffbom'],
  bytes: [bytes(), bytes(0, 1, 255), new Uint8Array(300)],
  'a struct of scalars': [
    {
      Bool: false,
      Int: 0,
      Int8: 0,
      Uint: 0,
      Uint8: 0,
      Float: 0,
      Float32: 0,
      Complex: complex(0, 0),
      String: '',
      Bytes: bytes(),
    },
    {
      Bool: true,
      Int: -5,
      Int8: 5,
      Uint: 6,
      Uint8: 200,
      Float: 1.5,
      Float32: 2.5,
      Complex: complex(1, 2),
      String: 'text',
      Bytes: new Uint8Array(Buffer.from('bytes')),
    },
  ],
  pointers: [
    { Int: 0, Struct: null, Deep: null, Array: null },
    { Int: 7, Struct: inner(1, 2), Deep: inner(1, 2), Array: [0, 0] },
    { Int: 0, Struct: inner(0, 0), Deep: null, Array: null },
  ],
  'a struct in a struct': [
    { Before: '', Inner: inner(0, 0), Array: [0, 0, 0], After: '' },
    { Before: 'b', Inner: inner(1, 0), Array: [0, 5, 0], After: 'a' },
  ],
  slices: [[], [1, 0, -1], ['a', ''], [true, false], [0, 2.5], [bytes(1), bytes()]],
  'slices of uints': [[0, 300], [5], [complex(1, 0)]],
  'slices of slices': [[[], [1], [2, 3]]],
  'slices of structs': [[inner(0, 0), inner(1, 2)], [inner(1, 2)], [{}, {}]],
  arrays: [
    [],
    [1, 2, 3],
    [
      ['a', ''],
      ['', 'd'],
    ],
    [1, 2, 3, 200],
  ],
  maps: [new Map(), new Map([['a', 0]]), new Map([[-1, ['x']]]), new Map([[true, 0]])],
  'maps in a struct': [
    { Nil: new Map(), Empty: new Map(), Ints: new Map(), Inner: new Map(), Keys: new Map() },
    {
      Nil: new Map(),
      Empty: new Map(),
      Ints: new Map([[1, '']]),
      Inner: new Map([['k', inner(0, 9)]]),
      Keys: new Map([[inner(1, 2), true]]),
    },
  ],
  'a list': [{ Value: 1, Next: { Value: 2, Next: { Value: 0, Next: null } } }],
  'a tree': [tree('root', [tree('leaf')], new Map([['x', tree('y')]]))],
  'slices of themselves': [[[], [[]]]],
  'an empty struct': [{}, {}],
  'a type comes once': [
    inner(1, 2),
    inner(3, 4),
    { Before: '', Inner: inner(0, 0), Array: [0, 0, 0], After: '' },
    [inner(5, 6)],
  ],
  'a nil interface': [{ Before: 0, Item: null, After: '' }, hold(null)],
  'scalars in interfaces': [true, -3, 200, 1.5, 's', bytes(1), complex(1, 2), ['a'], []].map(hold),
  'a struct in an interface, twice': [hold(point(2, 3)), hold(point(4, 5))],
  'interfaces in interfaces': [hold(box(box('deep', 'n'), 'm')), hold(box(point(1, 2), 'n'))],
  'an interface in an interface, both new': [hold(box(point(2, 3), 'n'))],
  'a type that is new and holds a new one': [hold(new GobNamed('main.pointer', tree('r', [tree('l')])))],
  'a slice of interfaces': [
    [1, point(0, 0), null, box(null, ''), 'x', new GobNamed('main.table', new Map([['a', 1]]))],
  ],
  'a map of interfaces': [new Map([['k', point(1, 1)]])],
  'what comes after an interface': [hold(point(1, 2)), { X: 3, Y: 4 }, { Item: null, Note: 'n' }],
  times: [when, when, yearOne, new Date(0), new Date(-1)],
  'a time with odd seconds in its zone': [when],
  'times in containers': [
    [when],
    new Map([['k', when]]),
    [yearOne],
    { Before: 0, Item: new GobNamed('time.Time', when), After: '' },
  ],
  'types that turn themselves into bytes': [
    { Opaque: null, Binary: null, Big: null, Time: null, None: null },
    { Opaque: bytes(103, 111, 98), Binary: bytes(7, 7), Big: bytes(3, 1, 44), Time: when, None: null },
  ],
  'a type that turns itself into bytes, alone': [bytes(), bytes(1, 1), [bytes(1, 1), bytes(2, 2)]],
  'fields that are not sent': [{ Shown: 1 }],
  'embedded structs': [
    { Point: { X: 3, Y: 4 }, C: 5 },
    { Exported: { A: 1 }, B: 2 },
  ],
}
