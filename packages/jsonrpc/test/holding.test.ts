// What the answers of all batches of a connection may take while they wait.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'

const value = 'x'.repeat(15 * 1024 * 1024)

/** Two calls come in as one batch, and one is answered with 15 MiB. @returns what answers the other. */
function halfOfABatch(end: DialectEnd): () => void {
  const before = end.got.length
  end.read(JSON.stringify([1, 2].map((id) => ({ jsonrpc: '2.0', method: 'A.b', id }))))
  const [first, second] = end.got.slice(before).map((call) => (call as { readonly id: number }).id)
  end.say({ type: 'result', id: first as number, value })
  return () => end.say({ type: 'result', id: second as number, value: 1 })
}

test('several batches together hold no more than one connection may', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  for (let n = 0; n < 4; n++) halfOfABatch(end)
  expect([end.sent, end.overloads]).toEqual([[], 0])
  halfOfABatch(end)
  expect([end.sent, end.overloads]).toEqual([[], 1])
})

test('a batch that leaves makes room for others', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  const rest = halfOfABatch(end)
  for (let n = 0; n < 3; n++) halfOfABatch(end)
  rest()
  halfOfABatch(end)
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
