// A batch is answered by one array, which is no larger than a message may be: docs/decisions/one-array-that-fits.md.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { allLimits, defaultLimits, maxBatchBytes, smallestLimits } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, loopback } from './support.ts'

const maxMessageBytes = 100_000

interface Answer {
  readonly id: unknown
  readonly result?: string
  readonly error?: { readonly code: number; readonly message: string }
}

/** So many calls come in as one batch, behind so many notifications. */
function batchOf(count: number, notifications = 0, most = maxMessageBytes) {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.session.ourLimits = end.session.theirLimits = allLimits({ maxMessageBytes: most })
  const call = { jsonrpc: '2.0', method: 'A.b' }
  const calls = Array.from({ length: count }, (_, id) => ({ ...call, id }))
  end.read(JSON.stringify([...Array.from({ length: notifications }, () => call), ...calls]))
  const ids = end.got.slice(notifications).map((one) => (one as { readonly id: number }).id)
  return {
    end,
    /** Answers the next call. */
    say: (value: unknown) => end.say({ type: 'result', id: ids.shift() as number, value }),
    /** All answers, once they are there. */
    answers: () => JSON.parse(end.sent[0] as string) as Answer[],
  }
}

const small = { result: 1 }
const large = { result: expect.any(String) as string }
const failed = { error: { code: -32005 } }

test('an answer that does not fit becomes an error that says so; the others stay, and all are in one array', () => {
  const { end, say, answers } = batchOf(5)
  for (const size of [90_000, 90_000, 10, 70_000, 70_000]) say('x'.repeat(size))
  expect(end.sent).toHaveLength(1)
  const message =
    'with its answer those of its batch are more than a message may be (100000 bytes and 64 KiB): send it in a smaller batch, or alone'
  const error = { code: -32005, message }
  expect(answers()).toMatchObject([
    { id: 0, result: 'x'.repeat(90_000) },
    { id: 1, error },
    { id: 2, result: 'x'.repeat(10) },
    { id: 3, result: 'x'.repeat(70_000) },
    { id: 4, error },
  ])
})

test('what fits is counted in bytes', () => {
  const { say, answers } = batchOf(2)
  say('é'.repeat(45_000))
  say('é'.repeat(45_000))
  expect(answers()).toMatchObject([large, failed])
})

test('the only answer of a batch may be as large as one that came alone', () => {
  const { say, answers } = batchOf(1)
  const around = '{"jsonrpc":"2.0","result":"","id":0}'.length
  say('x'.repeat(maxMessageBytes - around))
  expect(answers()).toMatchObject([large])
})

test.each([1, 2, 100, 1024])('the array is never too large, of %d answers', (count) => {
  const most = 1_000_000
  const { end, say, answers } = batchOf(count, 0, most)
  for (let n = 0; n < count; n++) say('x'.repeat(Math.min(5_000_000 / count, most - 100)))
  expect(Buffer.byteLength(end.sent[0] as string)).toBeLessThanOrEqual(most + maxBatchBytes)
  expect(answers()).toHaveLength(count)
})

test.each([
  [0, large],
  [1, failed],
])('that is held to the byte: %d more', (more, last) => {
  const { end, say, answers } = batchOf(2)
  const around = '[{"jsonrpc":"2.0","result":"","id":0},{"jsonrpc":"2.0","result":"","id":1}]'.length
  say('x'.repeat(90_000))
  say('x'.repeat(maxMessageBytes + maxBatchBytes + more - around - 90_000))
  expect(answers()).toMatchObject([large, last])
  expect((end.sent[0] as string).length).toBeLessThanOrEqual(maxMessageBytes + maxBatchBytes)
})

test('what is said to elements that are none is in it too', () => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.session.ourLimits = end.session.theirLimits = allLimits({ maxMessageBytes })
  end.read(
    `[${'1,'.repeat(500)}{"jsonrpc":"2.0","method":"A.b","id":1},{"jsonrpc":"2.0","method":"A.b","id":2}]`,
  )
  for (const { id } of end.got as { readonly id: number }[])
    end.say({ type: 'result', id, value: 'x'.repeat(70_000) })
  const answers = JSON.parse(end.sent[0] as string) as Answer[]
  expect(answers.slice(500)).toMatchObject([large, failed])
})

test('what the small ones do not need is there for a large one', () => {
  const { say, answers } = batchOf(300)
  for (let n = 0; n < 299; n++) say(1)
  say('x'.repeat(99_000))
  expect(answers().slice(-2)).toMatchObject([small, large])
})

test('notifications need nothing', () => {
  const { say, answers } = batchOf(1, 300)
  say('x'.repeat(99_000))
  expect(answers()).toMatchObject([large])
})

test('what is shorter than an error that says so always fits', () => {
  const { say, answers } = batchOf(1024, 0, smallestLimits.maxMessageBytes)
  for (let n = 0; n < 1024; n++) say(1)
  expect(answers()).toMatchObject(Array.from({ length: 1024 }, () => small))
})

test('what waits for the last answer is bounded by the batch', () => {
  const { end, say } = batchOf(20, 0, defaultLimits.maxMessageBytes)
  for (let n = 0; n < 19; n++) say('x'.repeat(15 * 1024 * 1024))
  expect([end.sent, end.overloads]).toEqual([[], 0])
})

test('our own calls in a batch fail one by one, and no connection ends', async () => {
  await using pool = new Pool({ limits: { maxMessageBytes } })
  const dialect = jsonrpc({ batch: true })
  pool.bind('/p', { dialect })
  const { url } = await pool.listen(loopback)
  const provider = new Provider({ limits: { maxMessageBytes } })
  provider.register('A', { text: (size: number) => 'x'.repeat(size) })
  await using _ = provider.connect(`${url}/p`, { dialect })
  await connections(pool, 1)
  const ended = await Promise.allSettled(Array.from({ length: 100 }, () => pool.call('A.text', [9000])))
  const reasons = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  // They left in more than one batch.
  expect(ended.length - reasons.length).toBeGreaterThanOrEqual(8)
  expect(reasons.length).toBeGreaterThan(8)
  for (const reason of reasons)
    expect(reason).toMatchObject({ code: 'RESOURCE_EXHAUSTED', execution: 'finished' })
  expect(await pool.call('A.text', [3])).toBe('xxx')
  expect(pool.stats().lost).toBe(0)
})
