import { type DialectAbilities, describeDialect } from '@wsrpc/contract-tests/dialect/dialect'
import { ocpp } from './ocpp.ts'

/** The codes that have a word in OCPP. */
const sayable = ['UNIMPLEMENTED', 'INTERNAL', 'PERMISSION_DENIED', 'INVALID_ARGUMENT']
const missing = ['UNIMPLEMENTED', 'NOT_FOUND']

const abilities: DialectAbilities = {
  has: [],
  cancels: false,
  oneParam: true,
  errorThere: (error) =>
    error.execution === 'not-started' && missing.includes(error.code)
      ? { ...error, code: 'UNIMPLEMENTED' }
      : { ...error, code: sayable.includes(error.code) ? error.code : 'UNKNOWN', execution: 'finished' },
  values: [
    ['a Date, as text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an undefined property, left out', { a: 1, b: undefined }, { a: 1 }],
  ],
  refused: [
    ['undefined', undefined],
    ['NaN', NaN],
    ['a bigint', 1n],
    ['a Map', new Map([[1, 2]])],
    ['bytes', new Uint8Array(2)],
  ],
  malformed: [
    ['no JSON', '[2,"1","Reset",{}'],
    ['nothing', ''],
    ['bytes', new Uint8Array([0x5b, 0x5d])],
    ['no array', '{"type":2}'],
    ['two messages', '[2,"1","Reset",{}] [2,"2","Reset",{}]'],
    ['brackets that never end', '['.repeat(100_000)],
    ['an id that is no text', '[2,1,"Reset",{}]'],
    ['an action that is no text', '[2,"1",null,{}]'],
    ['an id that would be kept, and is long', `[2,"${'1'.repeat(1000)}","Reset",{}]`],
  ],
}

describeDialect('ocpp', ocpp('Backend'), abilities)
