import { RpcError } from '@wsrpc/core'
import { expect, test } from 'vitest'
import { Office, rejection } from '../dispatch/office.ts'
import { figures, path } from './figures.ts'

test('by path and by method: what ended well, and what failed with which code, how far it had gone', async () => {
  using office = new Office()
  const one = office.bind(['A'])
  const other = office.bind()
  const first = office.provider(one, { A: ['x', 'y'] })
  const second = office.provider(other, { B: ['x'] })
  const calls = [
    office.call('A.x'),
    office.call('A.x'),
    office.call('A.y'),
    office.call('A.y', [], { timeout: 20 }),
    office.call('B.x'),
  ]
  first.answer('ok')
  first.fail(new RpcError('NOT_FOUND', 'no', { execution: 'finished' }))
  first.answer('ok')
  second.answer('ok')
  office.clock.advance(50)
  first.answer('late')
  calls.push(office.call('A.x'))
  office.lose(first, true)
  calls.push(office.call('A.x', [], { timeout: 20 }))
  office.clock.advance(50)
  await Promise.allSettled(calls)
  const { succeeded, failed, bindings } = figures(office, one, other)
  const lost = { unknown: 1, 'not-started': 1 }
  expect(succeeded).toBe(3)
  expect(failed).toEqual({ NOT_FOUND: { finished: 1 }, DEADLINE_EXCEEDED: { unknown: 1 }, UNAVAILABLE: lost })
  expect(Object.keys(bindings)).toEqual(['/A', '/'])
  expect(bindings['/A']?.failed).toEqual(failed)
  expect(bindings['/']).toMatchObject({ succeeded: 1, failed: {} })
  expect(bindings['/A']?.methods).toMatchObject({
    'A.x': { succeeded: 1, failed: { NOT_FOUND: { finished: 1 }, UNAVAILABLE: lost }, lost: 1 },
    'A.y': { succeeded: 1, failed: { DEADLINE_EXCEEDED: { unknown: 1 } } },
  })
  expect(bindings['/']?.methods['B.x']).toMatchObject({ succeeded: 1, failed: {} })
})

test('how long calls took, and how long providers did', async () => {
  using office = new Office()
  const binding = office.bind()
  const call = office.call('A.x')
  office.clock.advance(30)
  const one = office.provider(binding, { A: ['x'] })
  office.clock.advance(5)
  one.next().onRefused('paused')
  office.clock.advance(100)
  const two = office.provider(binding, { A: ['x'] })
  office.clock.advance(10)
  two.answer('ok')
  await call
  const failing = office.call('A.x')
  office.clock.advance(2)
  two.fail()
  await rejection(failing)
  const { latency, answers } = path(office, binding).methods['A.x'] ?? {}
  expect(latency).toMatchObject({ count: 2, mean: 73.5, max: 145 })
  expect(answers).toMatchObject({ count: 2, mean: 6, max: 10 })
  // One in each bucket: half of them took about 2 ms.
  expect(latency?.buckets).toHaveLength(2)
  for (const [at, ms] of [2, 145].entries()) {
    const [upTo, count] = latency!.buckets[at]!
    expect(count).toBe(1)
    expect(upTo).toBeGreaterThan(ms)
    expect(upTo).toBeLessThan(ms * 1.13)
  }
  expect(latency?.p50).toBeCloseTo(2, 0)
})

test('an answer counts as of when it came, and not as of when it was read', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  office.clock.advance(40)
  Object.assign(provider, { heardAt: office.clock.now() - 15 })
  provider.answer('ok')
  await call
  expect(path(office, binding)).toMatchObject({ latency: { max: 25 }, answers: { max: 25 } })
})

test('what is in flight and what waits, for how long, for how many tenants', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x', 'y'] }, { concurrency: 2 })
  const calls = [
    office.call('A.x'),
    office.call('A.y'),
    office.call('A.x', [], { tenant: 't' }),
    office.call('B.z', [], { tenant: 'u', timeout: 200 }),
    office.call('A.x'),
  ]
  office.clock.advance(120)
  const now = path(office, binding)
  expect(now).toMatchObject({ inFlight: 2, slots: 2, waiting: 3, oldestAge: 120, tenants: 2, instances: 1 })
  expect(now.methods).toMatchObject({
    'A.x': { inFlight: 1, waiting: 2 },
    'A.y': { inFlight: 1, waiting: 0 },
    // Nobody has it, so it was never sent: that is what one wants to see.
    'B.z': { inFlight: 0, waiting: 1, succeeded: 0, failed: {} },
  })
  expect(figures(office, binding)).toMatchObject({ open: 5, waiting: 3, inFlight: 2, connections: 1 })
  for (const left of [4, 3, 2, 1]) {
    provider.answer('ok')
    expect(figures(office, binding).open).toBe(left)
  }
  office.clock.advance(100)
  await Promise.allSettled(calls)
  expect(path(office, binding)).toMatchObject({ inFlight: 0, waiting: 0, oldestAge: 0, tenants: 0 })
  expect(Object.keys(path(office, binding).methods)).toEqual(['A.x', 'A.y'])
})

test('retries, hedges, and what is left of the budget for them', async () => {
  using office = new Office()
  const binding = office.bind([], {}, { retryBudget: { ratio: 0, minPerSecond: 0.3 } })
  const first = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x', [], { idempotent: true, hedge: 20 })
  const second = office.provider(binding, { A: ['x'] })
  expect(path(office, binding)).toMatchObject({ retriesLeft: 3, hedges: 0 })
  office.clock.advance(40)
  expect(path(office, binding)).toMatchObject({ retriesLeft: 2, hedges: 1, retries: 0, inFlight: 2 })
  first.next().onRefused('paused')
  second.answer('ok')
  await call
  const again = office.call('A.x')
  office.status(first, { A: ['x'] })
  second.next().onRefused('full')
  first.answer('ok')
  await again
  expect(path(office, binding)).toMatchObject({
    retriesLeft: 2,
    hedges: 1,
    retries: 1,
    refused: 2,
    inFlight: 0,
  })
  expect(path(office, binding).methods['A.x']).toMatchObject({ hedges: 1, retries: 1, refused: 2 })
})

test('how many are ejected', async () => {
  using office = new Office()
  const ejection = { consecutiveFailures: 1, baseTime: 50, maxShare: 1 } as const
  const binding = office.bind([], {}, { ejection })
  const one = office.provider(binding, { A: ['x'] })
  office.provider(binding, { A: ['x'] })
  expect(path(office, binding)).toMatchObject({ instances: 2, ejected: 0, slots: 20 })
  const call = office.call('A.x', [], { provider: 'i0' })
  one.fail(new RpcError('INTERNAL', 'it broke', { execution: 'finished' }))
  await rejection(call)
  expect(path(office, binding)).toMatchObject({ instances: 2, ejected: 1 })
  expect(one.connection.ejected).toBe(true)
  office.clock.advance(80)
  // On trial it gets a call again.
  expect(path(office, binding)).toMatchObject({ ejected: 0 })
  expect(one.connection.ejected).toBe(false)
})
