import { expect, test } from 'vitest'
import { affinity } from '../../src/balancers/affinity.ts'
import { makeBalancer } from '../../src/balancers/choose.ts'
import { roundRobin } from '../../src/balancers/round-robin.ts'
import type { BindingPolicy } from '../../src/roster/binding.ts'
import type { CallOptions } from '../../src/options.ts'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll, counts } from './cast.ts'

const offer = { A: ['x'] }
const keys = Array.from({ length: 200 }, (_, n) => `user-${n}`)

/** Calls with each key, one at a time. @returns the instance where each went. */
async function places(
  office: Office,
  all: readonly StandIn[],
  options: CallOptions = {},
): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>()
  for (const key of keys) {
    const call = office.call('A.x', [key], { ...options, affinity: key })
    found.set(key, all.find(({ open }) => open.length > 0)?.connection.instance)
    answerAll(...all)
    await call
  }
  return found
}

const policies: readonly [string, Partial<BindingPolicy>][] = [
  ['affinity', { balancer: affinity() }],
  ['leastLoaded', {}],
  ['roundRobin', { balancer: roundRobin() }],
]

test.each(policies)('%s: the same key goes to the same one, and all have some', async (_name, policy) => {
  using office = new Office()
  const binding = office.bind([], policy)
  const all = Array.from({ length: 4 }, () => office.provider(binding, offer))
  const first = await places(office, all)
  for (let round = 0; round < 3; round++) expect(await places(office, all)).toEqual(first)
  for (const count of counts(...all)) expect(count).toBeGreaterThan(4 * 25)
})

test('who leaves moves its own keys only; who is there again has them again', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = Array.from({ length: 4 }, () => office.provider(binding, offer))
  const before = await places(office, all)
  const [gone, ...rest] = all as [StandIn, ...StandIn[]]
  const { instance } = gone.connection
  office.lose(gone, false)
  const after = await places(office, rest)
  const others = keys.filter((key) => before.get(key) !== instance)
  expect(others.map((key) => after.get(key))).toEqual(others.map((key) => before.get(key)))
  const heirs = new Set(keys.filter((key) => before.get(key) === instance).map((key) => after.get(key)))
  expect(heirs.size).toBe(3)
  const back = office.provider(binding, offer, { instance })
  expect(await places(office, [back, ...rest])).toEqual(before)
})

test('one that pauses, or is in its resume window, is passed over and has its keys again', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = Array.from({ length: 3 }, () => office.provider(binding, offer))
  const before = await places(office, all)
  const [one] = all as [StandIn]
  const { instance } = one.connection
  office.interrupt(one)
  expect([...(await places(office, all)).values()]).not.toContain(instance)
  office.resume(one)
  expect(await places(office, all)).toEqual(before)
  office.status(one, offer, { paused: true })
  expect([...(await places(office, all)).values()]).not.toContain(instance)
  office.status(one, offer)
  expect(await places(office, all)).toEqual(before)
})

test('full: the next one gets it, always the same; and the first again when it has room', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = Array.from({ length: 4 }, () => office.provider(binding, offer, { concurrency: 1 }))
  const call = (): Promise<unknown> => office.call('A.x', [], { affinity: 'user-1' })
  const order = (): readonly number[] => counts(...all)
  const calls = [call(), call()]
  const [first, second] = all.filter(({ open }) => open.length > 0) as [StandIn, StandIn]
  const both = order()
  expect(both.filter((count) => count === 1)).toHaveLength(2)
  first.answer('ok')
  second.answer('ok')
  // The same two, each time.
  calls.push(call(), call())
  expect(order()).toEqual(both.map((count) => 2 * count))
  answerAll(...all)
  calls.push(call())
  const [home] = all.filter(({ open }) => open.length > 0) as [StandIn]
  answerAll(...all)
  calls.push(call())
  expect(home.open).toHaveLength(1)
  answerAll(...all)
  await Promise.all(calls)
})

test('when all are full it waits, and the one that is free first has it', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = Array.from({ length: 2 }, () => office.provider(binding, offer, { concurrency: 1 }))
  const calls = Array.from({ length: 3 }, () => office.call('A.x', [], { affinity: 'user-1' }))
  expect(counts(...all)).toEqual([1, 1])
  for (const one of all) one.answer('ok')
  expect(counts(...all)).toEqual([2, 1])
  answerAll(...all)
  await Promise.all(calls)
})

test('a refusal sends it to the next one, not back', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = Array.from({ length: 3 }, () => office.provider(binding, offer))
  const call = office.call('A.x', [], { affinity: 'user-1' })
  const home = all.find(({ open }) => open.length > 0) as StandIn
  home.next().onRefused('paused')
  office.status(home, offer)
  expect(home.open).toHaveLength(0)
  answerAll(...all)
  await call
  const again = office.call('A.x', [], { affinity: 'user-1' })
  expect(home.open).toHaveLength(1)
  answerAll(...all)
  await again
})

test('a function decides by itself, and sees the key', async () => {
  using office = new Office()
  const seen: unknown[] = []
  const balancer = makeBalancer((candidates, _random, { method, affinity: key }) => {
    seen.push([method, key])
    return candidates[0] as (typeof candidates)[number]
  })
  const binding = office.bind([], { balancer })
  const all = [1, 2, 3].map(() => office.provider(binding, offer))
  await places(office, all)
  expect(counts(...all)).toEqual([200, 0, 0])
  expect(seen.slice(0, 2)).toEqual([
    ['A.x', 'user-0'],
    ['A.x', 'user-1'],
  ])
  const plain = office.call('A.x')
  answerAll(...all)
  await plain
  expect(seen.at(-1)).toEqual(['A.x', undefined])
})

test('calls without a key go by the path’s balancer', async () => {
  using office = new Office()
  const binding = office.bind([], { balancer: roundRobin() })
  const all = [1, 2, 3].map(() => office.provider(binding, offer))
  const calls = Array.from({ length: 6 }, () => office.call('A.x'))
  expect(counts(...all)).toEqual([2, 2, 2])
  answerAll(...all)
  await Promise.all(calls)
})

test('under labels the key is among those that have them', async () => {
  using office = new Office()
  const binding = office.bind()
  const cast = [true, true, true, false].map((gpu) => ({ labels: { gpu } }))
  const all = cast.map((labels) => office.provider(binding, offer, labels))
  const asks = { labels: { gpu: true } }
  const before = await places(office, all, asks)
  expect(new Set(before.values())).toEqual(
    new Set(all.slice(0, 3).map(({ connection }) => connection.instance)),
  )
  expect(await places(office, all, asks)).toEqual(before)
  // Who gets the label takes its share only; nobody else's keys move.
  const [, , , fresh] = all as [StandIn, StandIn, StandIn, StandIn]
  office.status(fresh, offer, { labels: { gpu: true } })
  const after = await places(office, all, asks)
  for (const key of keys) expect([before.get(key), fresh.connection.instance]).toContain(after.get(key))
  expect(counts(fresh)[0]).toBeGreaterThan(25)
})
