import { expect, test } from 'vitest'
import { upTo } from '../roster/people.ts'
import { Office, rejection } from './office.ts'
import type { StandIn } from './stand-in.ts'

test('a call that is refused goes to another provider', async () => {
  using office = new Office()
  const binding = office.bind()
  const one = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  const two = office.provider(binding, { A: ['x'] })
  one.next().onRefused('full')
  expect(two.log).toEqual(['A.x()'])
  two.answer('from the other')
  expect(await call).toBe('from the other')
})

test('full: its instance gets nothing, on no connection, until its next STATUS', async () => {
  using office = new Office()
  const [a, b] = [office.bind(['A']), office.bind(['B'])]
  const one = office.provider(a, { A: ['x'] }, { instance: 'i' })
  const call = office.call('A.x', [1])
  const second = office.provider(a, { A: ['x'] }, { instance: 'i' })
  const elsewhere = office.provider(b, { B: ['x'] }, { instance: 'i' })
  one.next().onRefused('full')
  const more = [office.call('A.x', [2]), office.call('B.x', [3])]
  expect([one.log.length, second.log.length, elsewhere.log.length]).toEqual([1, 0, 0])
  office.status(elsewhere, { B: ['x'] })
  expect(elsewhere.log).toEqual(['B.x(3)'])
  expect([...one.log, ...second.log].sort()).toEqual(['A.x(1)', 'A.x(1)', 'A.x(2)'])
  for (const standIn of [one, second, elsewhere]) while (standIn.open.length > 0) standIn.answer('ok')
  await Promise.all([call, ...more])
})

test('full: those that wait stay where they are, and the one that was refused is the first of them', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] }, { concurrency: 1 })
  const calls = [1, 2, 3].map((n) => office.call('A.x', [n]))
  provider.next().onRefused('full')
  expect(provider.log).toEqual(['A.x(1)'])
  office.status(provider, { A: ['x'] }, { concurrency: 1 })
  for (let n = 0; n < 3; n++) provider.answer('ok')
  expect(provider.log).toEqual(['A.x(1)', 'A.x(1)', 'A.x(2)', 'A.x(3)'])
  await Promise.all(calls)
})

test.each(['draining', 'paused'] as const)(
  '%s: only that connection is out; the call goes to another of the instance before younger ones do',
  async (reason) => {
    using office = new Office()
    const binding = office.bind()
    const one = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
    const call = office.call('A.x', [1])
    const two = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
    const younger = office.call('A.x', [2])
    one.next().onRefused(reason)
    expect([one.log, two.log]).toEqual([['A.x(1)'], ['A.x(1)']])
    two.answer('ok')
    expect(two.log).toEqual(['A.x(1)', 'A.x(2)'])
    two.answer('ok')
    await Promise.all([call, younger])
    expect(one.log).toHaveLength(1)
  },
)

test('paused ends with its next STATUS, draining does not', async () => {
  using office = new Office()
  const binding = office.bind()
  const provider = office.provider(binding, { A: ['x'] })
  const call = office.call('A.x')
  provider.next().onRefused('paused')
  expect(provider.open).toHaveLength(0)
  office.status(provider, { A: ['x'] })
  provider.next().onRefused('draining')
  office.status(provider, { A: ['x'] })
  expect(provider.open).toHaveLength(0)
  office.provider(binding, { A: ['x'] }).answer('ok')
  expect(await call).toBe('ok')
})

test('a call that all refuse waits, and is not started when its time is up', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2, 3].map(() => office.provider(binding, { A: ['x'] }))
  const call = office.call('A.x', [], { timeout: 50 })
  for (let round = 0; round < 3; round++) refuseAll(all)
  expect(all.map(({ log }) => log.length)).toEqual([1, 1, 1])
  office.clock.advance(80)
  expect(await rejection(call)).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'not-started' })
})

function refuseAll(all: readonly StandIn[]): void {
  for (const standIn of all) if (standIn.open.length > 0) standIn.next().onRefused('full')
}

test('one that is refused for the second time goes where it was not yet', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = [1, 2, 3].map(() => office.provider(binding, { A: ['x'] }))
  for (let round = 0; round < 20; round++) {
    const call = office.call('A.x')
    const [first] = all.filter(({ open }) => open.length > 0) as [StandIn]
    first.next().onRefused('paused')
    office.status(first, { A: ['x'] })
    const [second] = all.filter(({ open }) => open.length > 0) as [StandIn]
    second.next().onRefused('full')
    const [third] = all.filter(({ open }) => open.length > 0) as [StandIn]
    office.status(second, { A: ['x'] })
    expect(new Set([first, second, third]).size).toBe(3)
    third.answer('ok')
    await call
  }
})

test('one that comes back finds a full queue: it fails, unless the slot that it leaves is its next', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: upTo(0) })
  const one = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
  const call = office.call('A.x')
  const two = office.provider(binding, { A: ['x'] }, { instance: 'i', concurrency: 1 })
  one.next().onRefused('draining')
  expect(two.log).toEqual(['A.x()'])
  two.next().onRefused('draining')
  expect(await rejection(call)).toMatchObject({ code: 'RESOURCE_EXHAUSTED', execution: 'not-started' })
})
