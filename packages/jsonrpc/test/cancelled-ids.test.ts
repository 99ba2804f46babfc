// `$/cancelRequest` ends the call of its id, whatever JavaScript makes of that, and no other.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'

const call = (id: string): string => `{"jsonrpc":"2.0","method":"A.b","id":${id}}`

/** Calls with these ids come in, then this. @returns which of them it cancels, by its place. */
function cancelledBy(params: string, ...ids: readonly string[]): readonly number[] {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  for (const id of ids) end.read(call(id))
  const calls = end.got.map((message) => (message as { id: number }).id)
  end.read(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":${params}}`)
  const cancelled = end.got.slice(ids.length)
  expect(cancelled.every(({ type }) => type === 'cancel')).toBe(true)
  expect(end.session.ignored).toBe(1 - cancelled.length)
  return cancelled.map((message) => calls.indexOf((message as { id: number }).id))
}

test.each(['7', '0', '-7', '"7"', 'null', '1.5', '1.50', '1E400', '12345678901234567890'])(
  'a call with the id %s is cancelled',
  (id) => expect(cancelledBy(`{"id":${id}}`, '8', id, '9')).toEqual([1]),
)

test('numbers that JavaScript takes for one another are told apart', () => {
  const ids = ['9007199254740992', '9007199254740993']
  expect(cancelledBy('{"id":9007199254740992}', ...ids)).toEqual([0])
  expect(cancelledBy('{"id":9007199254740993}', ...ids)).toEqual([1])
  expect(cancelledBy('{"id":9007199254740993}', '9007199254740992')).toEqual([])
})

test('the id is the one of the params, and of two of them the last', () => {
  expect(cancelledBy('{"of":{"id":1e400},"id":2e400}', '1e400', '2e400')).toEqual([1])
  expect(cancelledBy('{"id":1e400,"\\u0069d":2e400}', '1e400', '2e400')).toEqual([1])
})

test('what comes in a batch is found there', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  const cancel = '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1e400}}'
  end.read(`[${call('2e400')},${call('1e400')},${cancel}]`)
  const [, second, cancelled] = end.got as { readonly id: number }[]
  expect(cancelled).toEqual({ type: 'cancel', id: second?.id })
})

test.each(['{"id":[1]}', '{"id":{}}', '{"id":true}', '{}', '[1e400]', '[]'])(
  'a cancel with %s is ignored',
  (params) => expect(cancelledBy(params, '1', '1e400')).toEqual([]),
)

test('an id that came twice belongs to the newer call, also once the older is answered', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  for (let n = 0; n < 2; n++) end.read(call('"x"'))
  const [first, second] = end.got as { readonly id: number }[]
  end.say({ type: 'result', id: first?.id ?? 0, value: 1 })
  end.read('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"x"}}')
  expect(end.got.at(-1)).toEqual({ type: 'cancel', id: second?.id })
})
