// How much a batch may hold, in either direction.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'

const method = 'A.b'

test('no more than 100 calls of one turn share a message, and all of them leave', () => {
  const end = new DialectEnd(jsonrpc({ batch: true }), '', 'acceptor')
  for (let n = 1; n <= 250; n++) end.session.write({ type: 'call', id: 2 * n, method, params: [n] })
  end.session.flush()
  const batches = end.sent.map((text) => JSON.parse(text as string) as { id: number }[])
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 50])
  expect(batches.flat().map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, n) => 2 * n + 2))
})

test('a large call does not wait for others of its turn', () => {
  const end = new DialectEnd(jsonrpc({ batch: true }), '', 'acceptor')
  end.session.write({ type: 'call', id: 2, method, params: ['small'] })
  end.session.write({ type: 'call', id: 4, method, params: ['x'.repeat(70_000)] })
  expect(end.sent).toHaveLength(1)
  expect(end.session.arrivals()(2)).toBe(true)
})

test('answers that wait for the last one of their batch take no more memory than a connection may have', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read(JSON.stringify([1, 2, 3, 4, 5, 6].map((id) => ({ jsonrpc: '2.0', method, id }))))
  const value = 'x'.repeat(15 * 1024 * 1024)
  for (const { id } of end.got.slice(0, 4) as { id: number }[]) end.say({ type: 'result', id, value })
  expect([end.sent, end.overloads]).toEqual([[], 0])
  end.say({ type: 'result', id: (end.got[4] as { id: number }).id, value })
  expect([end.sent, end.overloads]).toEqual([[], 1])
})
