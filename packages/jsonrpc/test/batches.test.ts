// How much a batch of calls may hold.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { defaultLimits, maxBatchBytes } from '@wsrpc/core'
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

test('a batch and the call that fills it are no more than the other side takes', () => {
  const end = new DialectEnd(jsonrpc({ batch: true }), '', 'acceptor')
  const { maxMessageBytes } = defaultLimits
  // As long as they were counted in characters, these would have waited for more.
  for (let n = 1; n <= 3; n++)
    end.session.write({ type: 'call', id: 2 * n, method, params: ['€'.repeat(20_000)] })
  end.session.write({ type: 'call', id: 8, method, params: ['x'.repeat(maxMessageBytes - 100)] })
  end.session.flush()
  const sizes = end.sent.map((text) => Buffer.byteLength(text as string))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(maxMessageBytes + maxBatchBytes)
  expect(end.sent.map((text) => JSON.parse(text as string) as unknown).flat()).toHaveLength(4)
})

test.each([1, 99])('nor are %d small calls and the largest', (small) => {
  const end = new DialectEnd(jsonrpc({ batch: true }), '', 'acceptor')
  const { maxMessageBytes } = defaultLimits
  const empty = Buffer.byteLength('{"jsonrpc":"2.0","method":"A.b","params":[""],"id":1000}')
  const call = (id: number, bytes: number): void => {
    end.session.write({ type: 'call', id, method, params: ['x'.repeat(bytes - empty)] })
  }
  // One byte less than what leaves at once would be without its brackets and commas.
  const each = Math.floor((maxBatchBytes - 1) / small)
  for (let n = 1; n < small; n++) call(1000 + n, each)
  call(1100, maxBatchBytes - 1 - (small - 1) * each)
  call(1101, maxMessageBytes)
  end.session.flush()
  const sizes = end.sent.map((text) => Buffer.byteLength(text as string))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(maxMessageBytes + maxBatchBytes)
})
