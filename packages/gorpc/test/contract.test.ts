// The suite of all dialects. What net/rpc has less of than others its abilities say; the few rules that it can't keep have
// others in their place.

import type { DialectAbilities, SentError } from '@wsrpc/contract-tests/dialect/abilities'
import { DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { dialectRules } from '@wsrpc/contract-tests/dialect/rules'
import { describe, expect, test } from 'vitest'
import { goGob, goJson } from '../src/index.ts'

/** Texts have a code in front of them, and no data; and of what did not run only what net/rpc itself says so of. */
function errorThere({ code, message, execution }: SentError): Partial<SentError> {
  if (execution === 'finished') return { code, message, execution }
  return { code, execution: code === 'NOT_FOUND' || code === 'UNIMPLEMENTED' ? execution : 'finished' }
}

const refusedByBoth: DialectAbilities['refused'] = [
  ['undefined', undefined],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
  ['a regular expression', /x/],
  ['a promise', Promise.resolve(1)],
  ['an Error', new Error('e')],
  ['a Set', new Set([1])],
  ['an invalid Date', new Date(NaN)],
]

const common = { has: [], cancels: false, oneParam: true, oneWay: true, errorThere } as const

const inJson: DialectAbilities = {
  ...common,
  // Not null: as a result Go's client does not survive it.
  plainValues: [true, 0, -1, 2 ** 31, 1.5, '', 'aé€😀"\\\n', [], [[1], ['a']], { a: { b: [null] } }],
  values: [
    ['a Date, as text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['bytes, as base64', new Uint8Array([1, 2, 255]), 'AQL/'],
    ['an undefined property, left out', { a: 1, b: undefined }, { a: 1 }],
  ],
  refused: [...refusedByBoth, ['NaN', NaN], ['a bigint', 1n], ['a Map', new Map([[1, 2]])]],
  malformed: [
    ['no JSON', '{"method": "foobar, "params": "bar", "baz]'],
    ['bytes that are nothing', new Uint8Array([0x22, 0xff, 0x22])],
    ['a number', '1'],
    ['a batch', '[{"method":"A.B","params":[1],"id":1}]'],
    ['brackets that do not fit', '{"method":[}'],
    ['a method that is none', '{"method":1,"params":[],"id":1}'],
  ],
}

const inGob: DialectAbilities = {
  ...common,
  // Neither null nor lists of several kinds.
  plainValues: [true, false, 0, -1, 2 ** 31, 1.5, '', 'aé€😀"\\\n', [[1], [2]], { A: { B: ['x'] } }],
  values: [
    ['a Date', new Date(5), new Date(5)],
    ['bytes', new Uint8Array([1, 2, 255]), new Uint8Array([1, 2, 255])],
    ['a large integer', 2n ** 62n, 2n ** 62n],
    ['NaN', NaN, NaN],
    ['a Map', new Map([['a', 1]]), new Map([['a', 1]])],
    ['an undefined property, left out', { A: 1, B: undefined }, { A: 1 }],
  ],
  refused: [...refusedByBoth, ['null', null], ['a lower-case property', { a: 1 }]],
  malformed: [
    ['text', '{"method":"A.B"}'],
    ['a block of nothing', new Uint8Array([0])],
    ['a type that nobody defined', new Uint8Array([3, 0xff, 0x84, 0])],
    ['a value that is no header', new Uint8Array([4, 0x0c, 0, 1, 0x78])],
  ],
}

/** Of a provider that leaves nothing is said, so that a Go pool sends its calls elsewhere: see below. */
const refusals = 'brings a refusal as one, or as an error that says so'
/** It reads an answer twice, and no gob can be: types are defined once. See below. */
const unknownIds = 'tells of an answer to an unknown id, so that it can be counted'

const nothing = (): unknown => 'nothing'

describe.each([
  ['goJson', goJson({ nothing }), inJson, new Set([refusals])],
  ['goGob', goGob({ nothing }), inGob, new Set([refusals, unknownIds])],
] as const)('%s', (_, dialect, abilities, replaced: ReadonlySet<string>) => {
  const subprotocols = ['', ...dialect.subprotocols]
  const ends = subprotocols.flatMap((name) =>
    (['dialler', 'acceptor'] as const).map((role) => [role, name] as const),
  )

  test('says what it is', () => {
    expect([...replaced].filter((rule) => dialectRules[rule] === undefined)).toEqual([])
    expect(dialect).toMatchObject({ bare: true, handshake: false, features: [], heartbeat: 'websocket' })
  })

  describe.each(ends)('the %s calls, by subprotocol "%s"', (role, subprotocol) => {
    const rules = Object.entries(dialectRules).filter(([rule]) => !replaced.has(rule))

    test.each(rules)('%s', (_rule, check) => {
      expect.hasAssertions()
      check(new DialectPair(dialect, subprotocol, role), abilities)
    })

    test('brings a call without params', () => {
      const pair = new DialectPair(dialect, subprotocol, role)
      const call = { type: 'call', id: pair.nextId(), method: 'Backend.get', params: [] } as const
      expect(pair.toFar(call)).toMatchObject([{ type: 'call', method: 'Backend.get', params: [] }])
    })

    test('brings a refusal as an error, and says nothing where a provider leaves', () => {
      const pair = new DialectPair(dialect, subprotocol, role)
      const said = { full: 'RESOURCE_EXHAUSTED', paused: 'UNAVAILABLE', draining: 'UNAVAILABLE' } as const
      for (const reason of ['full', 'paused', 'draining'] as const) {
        const { id, there } = pair.call('Backend.get', ['x'])
        const answers = pair.toNear({ type: 'refuse', id: there, reason })
        const isProvider = role === 'acceptor' && reason === 'draining'
        expect(answers).toMatchObject(isProvider ? [] : [{ type: 'error', id, code: said[reason] }])
        expect(pair.toNear({ type: 'result', id: there, value: 'twice' })).toEqual([])
      }
    })

    test('tells of an answer to an unknown id', () => {
      const pair = new DialectPair(dialect, subprotocol, role)
      for (let n = 0; n < 2; n++) {
        const { there } = pair.call('Backend.get', ['x'])
        pair.toNear({ type: 'result', id: there, value: 1 })
      }
      const [first, second] = pair.near.got
      pair.near.read(pair.far.sent[1] as Uint8Array) // the second: gob's definitions are in the first
      expect(pair.near.got).toEqual([first, second, second])
    })
  })
})
