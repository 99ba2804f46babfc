import { type DialectAbilities, describeDialect } from '@wsrpc/contract-tests/dialect/dialect'
import { jsonrpc } from '../src/index.ts'

const abilities: DialectAbilities = {
  has: ['notify'],
  cancels: true,
  // Which of the two is missing makes no difference there, and what is said of it is the specification's.
  errorThere: (error) =>
    error.execution === 'not-started' && ['NOT_FOUND', 'UNIMPLEMENTED'].includes(error.code)
      ? { code: 'UNIMPLEMENTED', message: 'Method not found', execution: 'not-started' }
      : { ...error, execution: 'finished' },
  values: [
    ['a Date, as text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['minus zero, without its sign', -0, 0],
    [
      'a class instance, as its own properties',
      new (class Point {
        x = 1
      })(),
      { x: 1 },
    ],
    ['what says itself what it looks like', { toJSON: () => ['as', 'data'] }, ['as', 'data']],
    ['an undefined property, left out', { a: 1, b: undefined }, { a: 1 }],
    ['half a surrogate pair', 'x\ud800', 'x\ud800'],
  ],
  refused: [
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', -Infinity],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a Map', new Map([[1, 2]])],
    ['a Set', new Set([1])],
    ['bytes', new Uint8Array(2)],
    ['numbers', new Float64Array(2)],
    ['a regular expression', /x/],
    ['a promise', Promise.resolve(1)],
    ['an Error', new Error('e')],
    ['an invalid Date', new Date(NaN)],
  ],
  malformed: [
    ['no JSON', '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]'],
    ['nothing', ''],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['two values', '{} {}'],
    ['brackets that do not fit', '[}'],
    ['brackets that never end', '['.repeat(100_000)],
    ['an empty batch', '[]'],
    ['a number', '1'],
    ['a method that is none', '{"jsonrpc":"2.0","method":1,"id":1}'],
    ['another version', '{"jsonrpc":"1.0","method":"A.b","id":1}'],
    ['an id that is none', '{"jsonrpc":"2.0","method":"A.b","id":{}}'],
  ],
}

describeDialect('jsonrpc', jsonrpc(), abilities)
describeDialect('jsonrpc with batches', jsonrpc({ batch: true }), abilities)
describeDialect('jsonrpc without cancel', jsonrpc({ cancel: false, service: 'Backend' }), {
  ...abilities,
  cancels: false,
})
