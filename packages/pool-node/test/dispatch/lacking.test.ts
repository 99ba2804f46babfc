// One that can't say what it offers, beside those that can: what it lacks, they may have.

import { type ErrorCode, RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { roundRobin } from '../../src/balancers/round-robin.ts'
import type { CallEvent } from '../../src/dispatch/trace.ts'
import type { Binding } from '../../src/roster/binding.ts'
import { Office, rejection } from './office.ts'
import type { StandIn } from './stand-in.ts'

/** One comes in that offers whatever the path takes. */
function generalist(office: Office, binding: Binding): StandIn {
  const standIn = office.provider(binding, {})
  office.roster.update(standIn.connection, { type: 'status', services: {}, concurrency: 10, anything: true })
  return standIn
}

function lack(code: ErrorCode = 'NOT_FOUND'): RpcError {
  return new RpcError(code, 'no such thing here', { execution: 'not-started' })
}

/** One that is known to lack A.x, and one that has it. */
async function known(office: Office): Promise<{ readonly any: StandIn; readonly says: StandIn }> {
  const binding = office.bind()
  const any = generalist(office, binding)
  const call = office.call('A.x', [1])
  const says = office.provider(binding, { A: ['x'] })
  any.fail(lack())
  says.answer('here')
  await call
  return { any, says }
}

test.each(['NOT_FOUND', 'UNIMPLEMENTED'] as const)(
  'a call that it fails with %s, not started, goes to one that names the method',
  async (code) => {
    using office = new Office()
    const binding = office.bind()
    const any = generalist(office, binding)
    const events: CallEvent[] = []
    const call = office.call('A.x', [1], { observe: (event) => events.push(event) })
    const says = office.provider(binding, { A: ['x'] })
    any.fail(lack(code))
    expect([any.log, says.log]).toEqual([['A.x(1)'], ['A.x(1)']])
    says.answer('here')
    expect(await call).toBe('here')
    expect(events).toMatchObject([
      { type: 'picked' },
      { type: 'sent', attempt: 1 },
      { type: 'refused', reason: 'lacking', attempt: 1 },
      { type: 'again', why: 'refused' },
      { type: 'picked' },
      { type: 'sent', attempt: 2 },
      { type: 'answered' },
    ])
    expect(office.counters).toMatchObject({ succeeded: 1, failed: {}, refused: 1 })
  },
)

test('it is not asked for that method again, and for others it is', async () => {
  using office = new Office()
  const binding = office.bind([], { balancer: roundRobin() })
  const [any, says] = [generalist(office, binding), office.provider(binding, { A: ['x', 'y'] })]
  const first = [office.call('A.x', [1]), office.call('A.x', [2])]
  any.fail(lack())
  const next = [3, 4, 5].map((n) => office.call('A.x', [n]))
  const other = [6, 7].map((n) => office.call('A.y', [n]))
  expect(any.log).toHaveLength(2)
  expect(any.log[1]).toMatch(/^A\.y/)
  any.answer('from it')
  while (says.open.length > 0) says.answer('named')
  expect(await Promise.all([...first, ...next])).toEqual(Array(5).fill('named'))
  expect(new Set(await Promise.all(other))).toEqual(new Set(['from it', 'named']))
})

test('each of several is asked once at most', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2, 3].map(() => generalist(office, binding))
  const call = office.call('A.x', [1])
  const says = office.provider(binding, { A: ['x'] }, { concurrency: 1 })
  for (let asked = all.find(({ open }) => open.length > 0); asked !== undefined;) {
    asked.fail(lack())
    asked = all.find(({ open }) => open.length > 0)
  }
  says.answer('here')
  expect(await call).toBe('here')
  expect(all.every(({ log }) => log.length <= 1)).toBe(true)
})

test('it waits for one that names the method and is busy', async () => {
  using office = new Office()
  const binding = office.bind()
  const any = generalist(office, binding)
  const call = office.call('A.x', [1])
  const says = office.provider(binding, { A: ['x'] }, { concurrency: 1, paused: true })
  any.fail(lack())
  expect(says.log).toEqual([])
  office.status(says, { A: ['x'] })
  says.answer('here')
  expect(await call).toBe('here')
})

test('two calls that it has at once both go elsewhere', async () => {
  using office = new Office()
  const binding = office.bind()
  const any = generalist(office, binding)
  const calls = [1, 2].map((n) => office.call('A.x', [n]))
  const says = office.provider(binding, { A: ['x'] })
  any.fail(lack())
  any.fail(lack())
  says.answer('one')
  says.answer('two')
  expect(await Promise.all(calls)).toEqual(['one', 'two'])
})

test('where nobody names the method, the error is the answer, also the next time', async () => {
  using office = new Office()
  const binding = office.bind()
  const any = generalist(office, binding)
  office.provider(binding, { A: ['other'], B: ['x'] })
  for (const method of ['A.x', 'C.x']) {
    for (let round = 0; round < 2; round++) {
      const call = office.call(method)
      any.fail(lack())
      expect(await rejection(call)).toMatchObject({ code: 'NOT_FOUND', execution: 'not-started' })
    }
  }
})

test.each([
  ['ran', new RpcError('NOT_FOUND', 'no such object', { execution: 'finished' })],
  ['means something else', new RpcError('PERMISSION_DENIED', 'no', { execution: 'not-started' })],
])('an error of a call that %s is its answer', async (_, error) => {
  using office = new Office()
  const binding = office.bind()
  const any = generalist(office, binding)
  const call = office.call('A.x')
  const says = office.provider(binding, { A: ['x'] })
  any.fail(error)
  expect(await rejection(call)).toBe(error)
  expect(says.log).toEqual([])
})

test('of one that names what it has the error is the answer', async () => {
  using office = new Office()
  const binding = office.bind()
  const one = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  const two = office.provider(binding, { A: ['x'] })
  one.fail(lack())
  expect(await rejection(call)).toMatchObject({ code: 'NOT_FOUND' })
  expect(two.log).toEqual([])
})

test('a call for that very instance ends with the error: nobody else may have it', async () => {
  using office = new Office()
  const binding = office.bind()
  const any = generalist(office, binding)
  office.provider(binding, { A: ['x'] })
  const call = office.call('A.x', [], { provider: any.connection.instance })
  any.fail(lack())
  expect(await rejection(call)).toMatchObject({ code: 'NOT_FOUND', execution: 'not-started' })
})

test('so does it once that is known', async () => {
  using office = new Office()
  const { any } = await known(office)
  for (let round = 0; round < 2; round++) {
    const named = office.call('A.x', [2], { provider: any.connection.instance })
    any.fail(lack())
    expect(await rejection(named)).toMatchObject({ code: 'NOT_FOUND', execution: 'not-started' })
  }
})

test('one that waits for those that name the method goes to it when they have left', async () => {
  using office = new Office()
  const binding = office.bind()
  const any = generalist(office, binding)
  const call = office.call('A.x', [1])
  const says = office.provider(binding, { A: ['x'] }, { paused: true })
  any.fail(lack())
  office.status(says, { A: ['x'] }, { paused: true })
  expect(any.open).toHaveLength(0) // that it says the same again changes nothing
  office.lose(says, false)
  any.answer('it has it by now')
  expect(await call).toBe('it has it by now')
})

test('once nobody names the service any more, it is asked again: there is nobody else', async () => {
  using office = new Office()
  const { any, says } = await known(office)
  office.lose(says, false)
  const second = office.call('A.x', [2])
  expect(any.log).toEqual(['A.x(1)', 'A.x(2)'])
  any.answer('it has it by now')
  expect(await second).toBe('it has it by now')
})
