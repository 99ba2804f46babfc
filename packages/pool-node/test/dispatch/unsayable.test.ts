// Calls that no dialect of their path has words for: nobody who comes could take them, so they don't wait.

import { msgpack, plain, type PlainFeature, wsrpc } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { Office, rejection, state } from './office.ts'

function foreign(name: string, features: readonly PlainFeature[] = []): ReturnType<typeof plain> {
  const wire = (): never => {
    throw new Error('nobody comes in')
  }
  return plain({ name, subprotocols: [name], bare: false, features, heartbeat: 'none', wire })
}

test.each([
  ['metadata', { metadata: { user: 'ann' } }],
  ['trace', { trace: { traceparent: '00-1-2-01' } }],
  ['idempotencyKey', { idempotencyKey: 'k' }],
])('a call with %s fails at once, naming the dialect', async (feature, options) => {
  using office = new Office()
  office.bind([], { dialects: [foreign('morse')] })
  const error = await rejection(office.call('A.x', [], options))
  expect(error).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
  expect(error.message).toMatch(new RegExp(`^A\\.x: the dialect morse has no ${feature}`))
})

test('a call with a stream in its params fails at once, and the stream is closed', async () => {
  using office = new Office()
  office.bind([], { dialects: [foreign('morse')] })
  let closed = 0
  const stream = new ReadableStream({ cancel: () => void closed++ })
  expect((await rejection(office.call('A.x', [stream]))).message).toContain('morse has no streams')
  expect(closed).toBe(1)
})

test('a notify fails at once where there are none', async () => {
  using office = new Office()
  office.bind(['A'], { dialects: [foreign('morse')] })
  office.bind(['B'], { dialects: [foreign('semaphore', ['notify'])] })
  expect((await rejection(office.notify('A.x'))).message).toContain('morse has no notify')
  const waits = office.notify('B.x')
  expect(await state(waits)).toBe('pending')
  office.dispatch.stop()
  await rejection(waits)
})

test.each([
  ['asks for nothing that it lacks', [foreign('morse')], {}],
  [
    'one dialect of its path can say',
    [foreign('morse'), foreign('letters', ['trace'])],
    { trace: { traceparent: '00-1-2-01' } },
  ],
  ['a native provider could take', [foreign('morse'), wsrpc(msgpack())], { metadata: { a: '1' } }],
])('a call that %s waits', async (_, dialects, options) => {
  using office = new Office()
  const binding = office.bind([], { dialects })
  const call = office.call('A.x', [], options)
  expect(await state(call)).toBe('pending')
  office.provider(binding, { A: ['x'] }).answer('ok')
  expect(await call).toBe('ok')
})
