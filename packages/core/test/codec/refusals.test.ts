import { describe, expect, it } from 'vitest'
import { ValueError, formatPath, type Codec, type PathStep } from '../../src/codec/codec.ts'
import { defaultLimits } from '../../src/limits.ts'
import { codecs, nested } from './values.ts'

const throwing = new Error('no entry')

const refused: readonly [string, unknown, string][] = [
  ['function', () => 1, "a function can't travel"],
  ['symbol', Symbol('s'), "a symbol can't travel"],
  ['Promise', Promise.resolve(), "a Promise can't travel: await it first"],
  [
    'Promise that can be iterated',
    Object.assign(Promise.resolve(), { async *[Symbol.asyncIterator]() {} }),
    "a Promise can't travel: await it first",
  ],
  ['ArrayBuffer', new ArrayBuffer(1), "an ArrayBuffer can't travel: wrap it in new Uint8Array(buffer)"],
  [
    'SharedArrayBuffer',
    new SharedArrayBuffer(1),
    "a SharedArrayBuffer can't travel: wrap it in new Uint8Array(buffer)",
  ],
  ['DataView', new DataView(new ArrayBuffer(1)), "a DataView can't travel: wrap its buffer in a Uint8Array"],
  ['RegExp', /x/, "a RegExp can't travel: pass its source"],
  ['WeakMap', new WeakMap(), "a WeakMap can't travel"],
  ['generator', (function* () {})(), "a Generator can't travel: spread it into an array"],
  ['iterator', new Map().keys(), "a Map Iterator can't travel: spread it into an array"],
  ['boxed number', new Number(1), "a Number can't travel: pass its primitive value"],
  [
    'class with a tag',
    new (class {
      get [Symbol.toStringTag]() {
        return 'Thing'
      }
    })(),
    "a Thing can't travel: pass a plain object, or give it a toJSON method",
  ],
  ['invalid Date', new Date(NaN), "an invalid Date can't travel"],
  ['async iterable', { async *[Symbol.asyncIterator]() {} }, "streams can't travel here"],
  ['ReadableStream', new ReadableStream(), "streams can't travel here"],
  [
    'what only looks like a Date',
    { [Symbol.toStringTag]: 'Date', __proto__: {} },
    'reading it failed: this is not a Date object.',
  ],
  [
    'getter that throws',
    {
      get a() {
        throw throwing
      },
    },
    'reading it failed: no entry',
  ],
  [
    'toJSON that throws',
    {
      toJSON() {
        throw throwing
      },
      __proto__: {},
    },
    'reading it failed: no entry',
  ],
  [
    'Proxy that throws',
    new Proxy(
      {},
      {
        ownKeys() {
          throw throwing
        },
      },
    ),
    'reading it failed: no entry',
  ],
  [
    'thrown thing that can not be read',
    {
      get a() {
        throw { toString: null }
      },
    },
    'reading it failed: it threw something unreadable',
  ],
]

function failure(codec: Codec, frame: readonly unknown[], limits = {}): ValueError {
  const encoder = codec.createEncoder({ ...defaultLimits, ...limits })
  try {
    encoder.append(frame)
  } catch (error) {
    if (error instanceof ValueError) return error
    throw error
  }
  throw new Error('it travelled')
}

function own(key: string, value: unknown): object {
  return Object.defineProperty({}, key, { value, enumerable: true })
}

describe.each(codecs)('what can not travel in $name', (codec) => {
  it.each(refused)('%s', (_name, value, reason) => {
    expect(failure(codec, [3, 7, [value]])).toMatchObject({ reason, code: 'INVALID_ARGUMENT' })
  })

  it.each<[string, unknown, PathStep[]]>([
    ['in an object', { user: { avatar: () => 1 } }, ['user', 'avatar']],
    ['in an array', [0, [1, () => 1]], [1, 1]],
    ['in a Map', new Map([['odd key', () => 1]]), ['odd key']],
    [
      'in a Map without a name',
      new Map([
        [1, 2],
        [3, () => 1],
      ] as [number, unknown][]),
      [1],
    ],
    ['as a key of a Map', new Map([[() => 1, 1]]), [0]],
    ['in a Set', new Set([1, () => 1]), [1]],
    [
      'in what toJSON returns',
      {
        a: new (class {
          toJSON() {
            return { b: () => 1 }
          }
        })(),
      },
      ['a', 'b'],
    ],
    [
      'in a class instance',
      new (class {
        handler = (): number => 1
      })(),
      ['handler'],
    ],
    ['behind a tag', { $Date: () => 1 }, ['$Date']],
  ])('%s is named by its path', (_name, value, path) => {
    const error = failure(codec, [3, 7, 'Service.method', [value]])
    expect(error.path).toEqual([3, 0, ...path])
    expect(error.message).toBe(`${formatPath([3, 0, ...path])}: a function can't travel`)
  })

  it('a getter that throws is named, and its error is the cause', () => {
    const error = failure(codec, [
      3,
      7,
      [
        {
          good: 1,
          get bad() {
            throw throwing
          },
        },
      ],
    ])
    expect(error.path).toEqual([2, 0, 'bad'])
    expect(error.cause).toBe(throwing)
  })

  it('a __proto__ key', () => {
    const error = failure(codec, [3, 7, own('__proto__', 1)])
    expect(error.message).toBe(`[2].__proto__: a property of this name can't travel: use a Map`)
  })

  it('a cycle', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const error = failure(codec, [3, 7, cycle])
    expect(error.reason).toBe('nested deeper than 64 (maxDepth), or in a cycle')
    expect(error.message.length).toBeLessThan(200)
    const map = new Map<string, unknown>()
    map.set('self', new Set([map]))
    expect(failure(codec, [3, 7, map]).reason).toMatch(/cycle/)
    const turning = { toJSON: () => turning, __proto__: {} }
    expect(failure(codec, [3, 7, turning]).reason).toMatch(/cycle|function/)
    const growing = new (class {
      toJSON(): unknown {
        return { more: growing }
      }
    })()
    expect(failure(codec, [3, 7, growing]).reason).toMatch(/cycle/)
  })

  it('a Map that grows while it is read', () => {
    const map = new Map<unknown, unknown>([[0, 0]])
    map.set(1, {
      get more() {
        return (map.set(map.size, this), 1)
      },
      __proto__: null,
    })
    expect(failure(codec, [3, 7, map], { maxItems: 1000 }).reason).toMatch(/1000 items/)
  })

  it('a limit that is higher than any stack', () => {
    expect(failure(codec, [3, 7, nested(100_000)], { maxDepth: Infinity }).reason).toMatch(/deeper than 512/)
  })
})

describe('a path', () => {
  it.each<[PathStep[], string]>([
    [[], ''],
    [[0, 'user', 'odd key', 'ключ', '1a', '$x', ''], '[0].user["odd key"].ключ["1a"].$x[""]'],
    [['a"b\n'], String.raw`["a\"b\n"]`],
    [['x'.repeat(1000)], `["${'x'.repeat(63)}…"]`],
    [Array.from({ length: 100 }, (_, i) => i), '[0][1][2][3][4][5][6][7]…[92][93][94][95][96][97][98][99]'],
  ])('%j', (path, text) => {
    expect(formatPath(path)).toBe(text)
  })
})
