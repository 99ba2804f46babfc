import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { makeBalancer } from '../../src/balancers/choose.ts'
import type { Member } from '../../src/roster/instance.ts'
import { Office, rejection, state } from './office.ts'

test('a value that can not travel fails its own call only, and is not tried elsewhere', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2].map(() => office.provider(binding, { A: ['x'] }))
  const failure = new RpcError('INVALID_ARGUMENT', 'params[0].when: an invalid Date', {
    execution: 'not-started',
  })
  for (const provider of all) provider.failure = failure
  const error = await rejection(office.call('A.x'))
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started', cause: failure })
  expect(error.message).toBe('A.x: params[0].when: an invalid Date')
  for (const provider of all) provider.failure = undefined
  const call = office.call('A.x')
  for (const provider of all) if (provider.open.length > 0) provider.answer('ok')
  expect(await call).toBe('ok')
})

test('one that waits and can not travel fails alone; those behind it go', async () => {
  using office = new Office()
  const binding = office.bind()
  const calls = [1, 2].map((n) => office.call('A.x', [n]))
  const provider = office.provider(binding, {}, { concurrency: 5 })
  const call = provider.call.bind(provider)
  provider.call = (attempt) => {
    if (attempt.params[0] === 1) throw new RpcError('INVALID_ARGUMENT', 'no', { execution: 'not-started' })
    call(attempt)
  }
  office.status(provider, { A: ['x'] })
  expect(await rejection(calls[0] as Promise<unknown>)).toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect(provider.log).toEqual(['A.x(2)'])
  provider.answer('ok')
  await calls[1]
})

test('a connection that takes no calls, though nobody said so yet, is passed over from then on', async () => {
  using office = new Office()
  const binding = office.bind()
  const closing = office.provider(binding, { A: ['x'] })
  closing.takesNoCalls()
  const calls = [1, 2].map((n) => office.call('A.x', [n]))
  expect(await state(calls[0] as Promise<unknown>)).toBe('pending')
  closing.failure = undefined
  const other = office.provider(binding, { A: ['x'] })
  expect([closing.log, other.log]).toEqual([[], ['A.x(1)', 'A.x(2)']])
  other.answer(1)
  other.answer(2)
  expect(await Promise.all(calls)).toEqual([1, 2])
  expect(office.counters).toMatchObject({ retries: 0, refused: 0, lost: 0 })
})

test('an error that nobody expected fails the call and does not reach whoever woke it', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('A.x')
  const cause = new Error('the transport fell apart')
  const provider = office.provider(binding, {})
  provider.failure = cause
  office.status(provider, { A: ['x'] })
  expect(await rejection(call)).toMatchObject({ code: 'INTERNAL', execution: 'unknown', cause })
})

test.each<[string, (candidates: readonly Member[]) => unknown]>([
  ['throws', () => JSON.parse('no')],
  ['chooses nobody', () => undefined],
  ['chooses what is not in the list', () => ({ load: 0 })],
  ['chooses a copy', ([first]) => Object.assign({}, first)],
])(
  "an application's balancer that %s fails the call, and neither another nor the pool",
  async (_how, pick) => {
    using office = new Office()
    const binding = office.bind([], { balancer: makeBalancer(pick as never) })
    const waits = office.call('A.x', [1])
    const provider = office.provider(binding, { A: ['x'] })
    const error = await rejection(office.call('A.x', [2]))
    expect(error).toMatchObject({ code: 'INTERNAL', execution: 'not-started' })
    expect(error.message).toBe("A.x: the balancer 'function' of / chose none of its candidates")
    provider.answer('ok')
    expect(await waits).toBe('ok')
  },
)

test("an application's balancer may keep one of an earlier call: it is not sent where it may not go", async () => {
  using office = new Office()
  const kept: Member[] = []
  const binding = office.bind([], {
    balancer: makeBalancer(((candidates: readonly Member[]) => {
      kept.push(...candidates)
      return kept[0]
    }) as never),
  })
  const first = office.provider(binding, { A: ['x'] }, { concurrency: 1 })
  const second = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  const [taken] = [first, second].filter(({ open }) => open.length > 0)
  expect(taken).toBe(first)
  expect(await rejection(office.call('A.x'))).toMatchObject({ code: 'INTERNAL' })
  first.answer('ok')
  await call
})
