import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { upTo } from '../roster/people.ts'
import { Office, rejection, state } from './office.ts'

test('a notify settles when it was handed over, and takes no slot', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] }, { concurrency: 1 })
  for (let n = 0; n < 5; n++) expect(await office.notify('A.x', [n])).toBeUndefined()
  expect(provider.notified).toHaveLength(5)
  expect(provider.connection.inFlight).toBe(0)
  expect(office.counters.succeeded).toBe(5)
})

test('a notify waits for a provider as a call does, and in one line with the calls', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('A.x', [1])
  const notify = office.notify('A.x', [2])
  expect(await state(notify)).toBe('pending')
  const provider = office.provider(binding, { A: ['x'] }, { concurrency: 1 })
  expect([provider.log, provider.notified]).toEqual([['A.x(1)'], []])
  provider.answer('ok')
  expect(provider.notified).toEqual(['A.x(2)'])
  await Promise.all([call, notify])
})

test('a notify that nobody takes is not started: deadline, cancel, queue, method, route', async () => {
  using office = new Office()
  const binding = office.bind(['A', 'B'], { queue: upTo(2) })
  office.provider(binding, { B: ['x'] })
  const abort = new AbortController()
  const late = office.notify('A.x', [], { timeout: 100 })
  const given = office.notify('A.x', [], { signal: abort.signal })
  const failures = [
    await rejection(office.notify('A.x')),
    await rejection(office.notify('B.y')),
    await rejection(office.notify('C.x')),
  ]
  abort.abort('enough')
  office.clock.advance(150)
  failures.push(await rejection(late), await rejection(given))
  expect(failures.map(({ code }) => code)).toEqual([
    'RESOURCE_EXHAUSTED',
    'UNIMPLEMENTED',
    'NOT_FOUND',
    'UNAVAILABLE',
    'CANCELLED',
  ])
  for (const { execution } of failures) expect(execution).toBe('not-started')
})

test('a notify goes elsewhere when the connection takes no more', async () => {
  using office = new Office()
  const binding = office.bind()
  const closing = office.provider(binding, { A: ['x'] })
  closing.takesNoCalls()
  const notify = office.notify('A.x')
  expect(await state(notify)).toBe('pending')
  const other = office.provider(binding, { A: ['x'] })
  await notify
  expect([closing.notified, other.notified]).toEqual([[], ['A.x()']])
})

test('a value that can not travel fails the notify, and nothing else', async () => {
  using office = new Office()
  const provider = office.provider(office.bind(), { A: ['x'] })
  const failure = new RpcError('INVALID_ARGUMENT', 'params[0]: no', { execution: 'not-started' })
  provider.failure = failure
  const error = await rejection(office.notify('A.x'))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started', cause: failure })
  expect(error.message).toBe('A.x: params[0]: no')
  provider.failure = undefined
  await office.notify('A.x')
})
