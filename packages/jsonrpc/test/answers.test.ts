// Each call is answered once, and forgotten then.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'

const call = '{"jsonrpc":"2.0","method":"A.b","id":"x"}'
const cancel = '{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"x"}}'

test.each([
  ['alone', call],
  ['in a batch', `[${call}]`],
])('a call that came %s is not answered twice', (_, payload) => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read(payload)
  const { id } = end.got[0] as { id: number }
  end.say({ type: 'result', id, value: 1 })
  end.say({ type: 'result', id, value: 2 })
  end.say({ type: 'refuse', id, reason: 'full' })
  expect(end.sent).toHaveLength(1)
  end.read(cancel)
  expect([end.got.length, end.session.ignored]).toEqual([1, 1])
})

test('a call whose result can not travel is answered with an error in its place', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read(call)
  const { id } = end.got[0] as { id: number }
  expect(() => end.say({ type: 'result', id, value: [1n] })).toThrow('result[0]: a bigint')
  end.say({ type: 'error', id, code: 'INVALID_ARGUMENT', message: 'no', execution: 'finished' })
  expect(end.sent).toEqual(['{"jsonrpc":"2.0","error":{"code":-32602,"message":"no"},"id":"x"}'])
})

test('data that throws as it is read can not travel either', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read(call)
  const { id } = end.got[0] as { id: number }
  const data = {
    get refused(): string {
      throw new Error('not now')
    },
  }
  const error = {
    type: 'error',
    id,
    code: 'UNAVAILABLE',
    message: 'no',
    execution: 'finished',
    data,
  } as const
  expect(() => end.say(error)).toThrow('data.refused: reading it failed: not now')
})

test('of two calls of one id both are answered, and the newer one is cancelled', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read(`[${call}]`)
  end.read(call)
  end.read(cancel)
  const [first, second, cancelled] = end.got as { id: number; type: string }[]
  expect(cancelled).toEqual({ type: 'cancel', id: second?.id })
  for (const one of [second, first]) end.say({ type: 'result', id: one?.id ?? 0, value: one?.id })
  expect(end.sent).toEqual([
    `{"jsonrpc":"2.0","result":${second?.id},"id":"x"}`,
    `[{"jsonrpc":"2.0","result":${first?.id},"id":"x"}]`,
  ])
})
