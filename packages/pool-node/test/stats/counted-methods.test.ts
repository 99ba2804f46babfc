import { expect, test } from 'vitest'
import { Office, rejection } from '../dispatch/office.ts'
import { figures, path, sumOf, totals } from './figures.ts'

test('notifies count by method too, also where there are no calls', async () => {
  using office = new Office()
  const binding = office.bind()
  office.provider(binding, { A: ['x'] })
  await office.notify('A.x')
  await office.notify('A.x')
  await rejection(office.notify('A.y'))
  const { succeeded, methods, answers } = path(office, binding)
  expect([succeeded, answers.count]).toEqual([2, 0])
  expect(methods['A.x']).toMatchObject({ succeeded: 2, inFlight: 0, latency: { count: 2 } })
  expect(Object.keys(methods)).toEqual(['A.x'])
})

test('a call that was never sent counts for its path; for its method too, if a provider ever had it', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] })
  const never = [office.call('A.made-up'), office.call('A.x', [], { labels: { gpu: true }, timeout: 10 })]
  office.clock.advance(30)
  await Promise.allSettled(never)
  expect(path(office, binding).methods).toEqual({})
  expect(path(office, binding).failed).toEqual({
    UNIMPLEMENTED: { 'not-started': 1 },
    UNAVAILABLE: { 'not-started': 1 },
  })
  expect(totals(path(office, binding))).toMatchObject({ failures: 2, latencies: 2 })
  const call = office.call('A.x')
  provider.answer('ok')
  await call
  const late = office.call('A.x', [], { labels: { gpu: true }, timeout: 10 })
  office.clock.advance(30)
  await rejection(late)
  expect(totals(path(office, binding).methods['A.x']!)).toMatchObject({ failures: 1, succeeded: 1 })
  expect(totals(path(office, binding))).toMatchObject({ failures: 3, succeeded: 1, latencies: 4 })
})

test('what was refused before anything was tried counts nowhere', async () => {
  using office = new Office()
  const binding = office.bind(['A'])
  await rejection(office.call('A.x', [], { timeout: 0 }))
  await rejection(office.call('A.x', [], { signal: AbortSignal.abort() }))
  await rejection(office.call('B.x'))
  expect(totals(figures(office, binding))).toMatchObject({ failures: 0, latencies: 0 })
})

test('past 1000 methods the others count together, and all sums add up', async () => {
  using office = new Office()
  const one = office.bind(['A'])
  const other = office.bind(['B'])
  const names = Array.from({ length: 1003 }, (_, n) => `m${n}`)
  const provider = office.provider(one, { A: names }, { concurrency: 5000 })
  const second = office.provider(other, { B: ['x'] }, { concurrency: 5000 })
  const calls: Promise<unknown>[] = []
  for (const [turn, name] of [...names, ...names].entries()) {
    calls.push(office.call(`A.${name}`))
    if (turn % 3 === 0) calls.push(office.call('B.x', [], { timeout: 5 }))
    office.clock.advance(turn % 4)
    if (turn % 7 === 0) provider.fail()
    else if (turn % 7 === 1) provider.next().onLost(true)
    else if (turn % 7 === 2) provider.next().onRefused('full')
    else if (turn % 7 < 6) provider.answer('ok')
    if (turn % 7 === 2) office.status(provider, { A: names }, { concurrency: 5000 })
  }
  office.clock.advance(100)
  const { bindings, ...all } = figures(office, one, other)
  const { methods, ...sum } = bindings['/A']!
  expect(Object.keys(methods)).toHaveLength(1000)
  expect(Object.keys(methods)[999]).toBe('A.m999')
  const { others } = office.desk(one).tallies
  expect(others.inFlight + others.succeeded).toBeGreaterThan(3)
  expect(sumOf([...Object.values(methods), others.snapshot()])).toEqual(totals(sum))
  expect(sumOf(Object.values(bindings))).toEqual(totals(all))
  expect(totals(all)).toMatchObject({ retries: expect.any(Number), latencies: expect.any(Number) })
  expect(sum.inFlight).toBe(provider.open.length)
  while (provider.open.length > 0) provider.answer('ok')
  while (second.open.length > 0) second.answer('ok')
  await Promise.allSettled(calls)
  expect(totals(figures(office, one, other))).toMatchObject({ inFlight: 0, latencies: calls.length })
})

test('so many methods wait that not all of them are listed', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: { limit: 2000, tenantLimit: 2000, weight: () => 1 } })
  const calls = Array.from({ length: 1500 }, (_, n) => office.call(`A.m${n}`, [], { timeout: 10 }))
  expect(path(office, binding).waiting).toBe(1500)
  expect(Object.keys(path(office, binding).methods)).toHaveLength(1000)
  office.clock.advance(50)
  await Promise.allSettled(calls)
  expect(path(office, binding).methods).toEqual({})
})
