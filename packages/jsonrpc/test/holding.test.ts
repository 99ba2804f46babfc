// What the answers of all batches of a connection may take while they wait.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'

const value = 'x'.repeat(15 * 1024 * 1024)

/** Four calls come in as one batch. @returns what answers the next of them, with 15 MiB. */
function batchOf4(end: DialectEnd): () => void {
  const before = end.got.length
  end.read(JSON.stringify([1, 2, 3, 4].map((id) => ({ jsonrpc: '2.0', method: 'A.b', id }))))
  const calls = end.got.slice(before) as { id: number }[]
  return () => end.say({ type: 'result', id: (calls.shift() as { id: number }).id, value })
}

test('several batches together hold no more than one may', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  const [first, second] = [batchOf4(end), batchOf4(end)]
  for (const answer of [first, first, first, second]) answer()
  expect([end.sent, end.overloads]).toEqual([[], 0])
  second()
  expect([end.sent, end.overloads]).toEqual([[], 1])
})

test('a batch that leaves makes room for others', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  const [first, second] = [batchOf4(end), batchOf4(end)]
  for (const answer of [first, first, first, first, second, second, second]) answer()
  expect([end.sent.length, end.overloads]).toEqual([1, 0])
})

test('what is wrong in a batch counts as well', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  const id = 'x'.repeat(1000)
  const wrong = Array.from({ length: 1023 }, () => ({ id }))
  const batch = JSON.stringify([{ jsonrpc: '2.0', method: 'A.b', id }, ...wrong])
  // Each leaves 1023 answers of 1077 characters waiting.
  for (let n = 0; n < 60; n++) end.read(batch)
  expect([end.sent, end.overloads]).toEqual([[], 0])
  end.read(batch)
  expect([end.sent, end.overloads]).toEqual([[], 1])
})
