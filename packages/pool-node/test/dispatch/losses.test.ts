import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { Office, rejection, state } from './office.ts'
import type { StandIn } from './stand-in.ts'

const attempts = (standIn: StandIn): unknown[] => standIn.open.map(({ meta }) => meta?.attempt)

test('a call that never left goes elsewhere, however often, also if it may not run twice', async () => {
  using office = new Office({ maxAttempts: 1 })
  const binding = office.bind()
  const call = office.call('A.x')
  for (let n = 0; n < 5; n++) office.lose(office.provider(binding, { A: ['x'] }), false)
  const last = office.provider(binding, { A: ['x'] })
  last.answer('ok')
  expect(await call).toBe('ok')
})

test('a call that had left and may not run twice fails: nobody knows whether it ran', async () => {
  using office = new Office()
  const binding = office.bind()
  const one = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  const two = office.provider(binding, { A: ['x'] })
  office.lose(one, true)
  const error = await rejection(call)
  expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  expect(error.message).toMatch(/^A\.x: its provider was lost before it answered \(close code 1006/)
  expect(two.log).toEqual([])
})

test.each([
  [1006, '', 'close code 1006'],
  [1009, '', 'close code 1009: a message was larger than the other side takes'],
  [4400, 'no such\nid', 'close code 4400: no such\\u{a}id'],
])('of a connection that ended with %i "%s" the error says: %s', async (code, reason, told) => {
  using office = new Office()
  const one = office.provider(office.bind(), { A: ['x'] })
  const call = office.call('A.x')
  office.roster.remove(one.connection, { code, reason, local: false })
  one.next().onLost(true)
  expect((await rejection(call)).message).toContain(`before it answered (${told})`)
})

test.each([
  ['the call says so', { idempotent: true }, false],
  ['the path says so', undefined, true],
])('a call that may run twice, because %s, goes to another provider', async (_why, options, byPath) => {
  using office = new Office()
  const binding = office.bind([], { idempotent: (method) => byPath && method === 'A.x' })
  const one = office.provider(binding, { A: ['x', 'y'] })
  const call = office.call('A.x', [], options)
  const other = office.call('A.y')
  const two = office.provider(binding, { A: ['x', 'y'] })
  office.lose(one, true)
  expect(two.log).toEqual(['A.x()'])
  two.answer('ok')
  expect(await call).toBe('ok')
  expect(await rejection(other)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
})

test('the call has the last word over its path', async () => {
  using office = new Office()
  const binding = office.bind([], { idempotent: () => true })
  const one = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x', [], { idempotent: false })
  office.lose(one, true)
  expect(await rejection(call)).toMatchObject({ execution: 'unknown' })
})

test.each([1, 2, 3])('at most maxAttempts (%i) attempts that may have run', async (maxAttempts) => {
  using office = new Office({ maxAttempts })
  const binding = office.bind()
  const call = office.call('A.x', [], { idempotent: true })
  for (let n = 1; n <= maxAttempts; n++) {
    expect(await state(call)).toBe('pending')
    office.lose(office.provider(binding, { A: ['x'] }), true)
  }
  expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  expect(office.provider(binding, { A: ['x'] }).log).toEqual([])
})

test('each attempt says which it is, from the second on, and keeps what the caller sent along', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('A.x', [], { idempotent: true, idempotencyKey: 'k', metadata: { a: 1 } })
  const one = office.provider(binding, { A: ['x'] })
  expect(one.open[0]?.meta).toEqual({ idempotencyKey: 'k', metadata: { a: 1 } })
  office.lose(one, true)
  const two = office.provider(binding, { A: ['x'] })
  expect(two.open[0]?.meta).toEqual({ idempotencyKey: 'k', metadata: { a: 1 }, attempt: 2 })
  office.lose(two, false)
  const three = office.provider(binding, { A: ['x'] })
  expect(attempts(three)).toEqual([3])
  three.answer('ok')
  await call
})

test('another connection of the same instance is the last resort', async () => {
  using office = new Office()
  const binding = office.bind()
  const first = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
  const calls = [office.call('A.x', [1], { idempotent: true })]
  const second = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
  office.lose(first, true)
  expect(second.log).toEqual(['A.x(1)'])
  second.answer('ok')

  // With another instance there it is not needed.
  office.status(second, { A: ['x'] }, { concurrency: 10 })
  for (let n = 0; n < 10; n++) calls.push(office.call('A.x', [n], { idempotent: true }))
  const third = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 20 })
  const other = office.provider(binding, { A: ['x'] }, { instance: 'j', concurrency: 20 })
  office.lose(second, true)
  expect([third.log.length, other.log.length]).toEqual([0, 10])
  for (let n = 0; n < 10; n++) other.answer('ok')
  await Promise.all(calls)
})

test('what comes back is older than what waits for the slot that it leaves', async () => {
  using office = new Office()
  const binding = office.bind()
  const first = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 2 })
  const calls = [1, 2].map((n) => office.call('A.x', [n]))
  const second = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 2 })
  calls.push(office.call('A.x', [3]), office.call('A.x', [4]))
  office.lose(first, false)
  expect(second.log).toEqual(['A.x(1)', 'A.x(2)'])
  for (let n = 0; n < 4; n++) second.answer('ok')
  expect(second.log.slice(2)).toEqual(['A.x(3)', 'A.x(4)'])
  await Promise.all(calls)
})

test('of the calls of one connection, each ends as its own bytes did', async () => {
  using office = new Office()
  const binding = office.bind()
  const one = office.provider(binding, { A: ['x'] })
  const [left, stayed] = [office.call('A.x', [1]), office.call('A.x', [2])]
  office.lose(one, (call) => call === 0)
  const two = office.provider(binding, { A: ['x'] })
  expect(two.log).toEqual(['A.x(2)'])
  two.answer('ok')
  expect(await stayed).toBe('ok')
  expect(await rejection(left)).toMatchObject({ execution: 'unknown' })
})

test('an error that says "not started" speaks for its attempt only: an earlier one may have run', async () => {
  const ends: ((standIn: StandIn, office: Office) => void)[] = [
    (standIn) =>
      standIn.fail(new RpcError('UNIMPLEMENTED', 'not here', { execution: 'not-started', data: 7 })),
    (_standIn, office) => office.clock.advance(40_000),
    (standIn, office) => {
      standIn.next().onRefused('full')
      office.clock.advance(40_000)
    },
    (standIn, office) => {
      office.dispatch.stop()
      office.lose(standIn, false)
    },
  ]
  for (const end of ends) {
    using office = new Office()
    const binding = office.bind()
    const call = office.call('A.x', [], { idempotent: true })
    office.lose(office.provider(binding, { A: ['x'] }), true)
    const second = office.provider(binding, { A: ['x'] })
    end(second, office)
    while (second.open.length > 0) second.answer('late')
    expect(await rejection(call)).toMatchObject({ execution: 'unknown' })
  }
})

test('a value that can not travel to the second provider does not undo the first attempt', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('A.x', [], { idempotent: true })
  const one = office.provider(binding, { A: ['x'] })
  const two = office.provider(binding, { A: ['x'] })
  const cause = new Error('why')
  const failure = new RpcError('INVALID_ARGUMENT', 'params[0]: too large', {
    execution: 'not-started',
    cause,
  })
  two.failure = failure
  office.lose(one, true)
  const error = await rejection(call)
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'unknown', cause })
  expect(error.message).toBe('A.x: params[0]: too large')
})
