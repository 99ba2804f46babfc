// An id is kept until its call is answered, and echoed: it has a bound.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'

const refusal = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}'

/** What is said to what has this id, and how many messages were read of it. */
function said(members: string, id: string): readonly [said: unknown[], read: number] {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read(`{"jsonrpc":"2.0"${members},"id":${id}}`)
  end.read(`[{"jsonrpc":"2.0"${members},"id":${id}}]`)
  return [end.sent, end.got.length]
}

test.each([
  ['a text', `"${'x'.repeat(1023)}"`],
  ['a number that JavaScript can not hold', '9'.repeat(1025)],
])('%s of more than 1024 characters is no id', (_, id) => {
  const none = [[refusal, `[${refusal}]`], 0]
  expect(said(',"method":"A.b"', id)).toEqual(none)
  expect(said('', id)).toEqual(none)
})

test.each([
  ['a text', `"${'x'.repeat(1022)}"`],
  ['a number that JavaScript can not hold', '9'.repeat(300)],
])('%s of as many is one, and echoed', (_, id) => {
  expect(said(',"method":"A.b"', id)).toEqual([[], 2])
  const echoed = refusal.replace('null', id)
  expect(said('', id)).toEqual([[echoed, `[${echoed}]`], 0])
})
