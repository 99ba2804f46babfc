import { type DialectAbilities, describeDialect } from '@wsrpc/contract-tests/dialect/dialect'
import { json } from '../../src/codec/json/json.ts'
import { msgpack } from '../../src/codec/msgpack/msgpack.ts'
import { wsrpc } from '../../src/dialect/wsrpc/wsrpc.ts'

const abilities: DialectAbilities = {
  has: ['notify', 'metadata', 'trace', 'idempotencyKey', 'streams'],
  cancels: true,
  values: [
    ['a Date', new Date(1), new Date(1)],
    ['a bigint', 2n ** 70n, 2n ** 70n],
    ['NaN', NaN, NaN],
    ['bytes', new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    ['a Map', new Map([[1, 'a']]), new Map([[1, 'a']])],
    ['what is large', 'x'.repeat(300_000), 'x'.repeat(300_000)],
  ],
  refused: [
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['an invalid Date', new Date(NaN)],
    ['a promise', Promise.resolve(1)],
  ],
  malformed: [
    ['nothing', ''],
    ['no bytes', new Uint8Array(0)],
    ['cut off', '[[1,1'],
    ['no frame', '[true]'],
    ['a method that is none', '[[1,1,2,[]]]'],
    ['a header of more than there is', new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff])],
  ],
}

describeDialect('wsrpc', wsrpc(msgpack(), json()), abilities)
