import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { affinity } from '../../src/balancers/affinity.ts'
import { makeBalancer } from '../../src/balancers/choose.ts'
import type { Binding } from '../../src/roster/binding.ts'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { ask, takers } from './ask.ts'

/** Instances `i0` … of which `i1` and every fifth from there weigh more. */
function crew(office: Office, binding: Binding, count: number): StandIn[] {
  return Array.from({ length: count }, (_, n) =>
    office.provider(binding, { A: ['x'] }, { concurrency: 1000, labels: { weight: n % 5 === 1 ? 4 : 1 } }),
  )
}

/** Who gets a call with that key. */
async function taker(office: Office, all: readonly StandIn[], key: string): Promise<string | undefined> {
  const call = office.call('A.x', [], { affinity: key })
  const one = all.find(({ open }) => open.length > 0)
  one?.answer('ok')
  await call
  return one?.connection.instance
}

test.each([
  ['leastLoaded', false],
  ['leastLoaded', true],
  ['affinity', true],
] as const)('the first is who gets the call with that key: %s, weights %s', async (balancer, weighs) => {
  using office = new Office()
  const policy = weighs
    ? { weigh: ({ labels }: { labels: object }) => (labels as { weight: number }).weight }
    : {}
  const binding = office.bind([], { balancer: makeBalancer(balancer), ...policy })
  const all = crew(office, binding, 12)
  // No key is at home with one that has not got the method.
  for (let n = 0; n < 6; n++) office.provider(binding, { B: ['x'] }, { labels: { weight: 4 } })
  const random = seededRandom(7)
  const homes = new Map<string, number>()
  for (let turn = 0; turn < 300; turn++) {
    const key = `k${Math.floor(random() * 1e6)}`
    const told = ask(office, 'A.x', { affinity: key })
    const [first = ''] = takers(told)
    expect(told.affinity).toEqual({ key, home: first, name: undefined })
    expect(told.balancer).toBe('affinity')
    expect(await taker(office, all, key)).toBe(first)
    homes.set(first, (homes.get(first) ?? 0) + 1)
  }
  expect(homes.size).toBe(12)
})

test('the others follow in the order in which they would take its place', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = crew(office, binding, 6)
  const order = takers(ask(office, 'A.x', { affinity: 'k' }))
  for (const [at, provider] of order.entries()) {
    const told = ask(office, 'A.x', { affinity: 'k' })
    expect(takers(told)).toEqual(order.slice(at))
    // Where the key belongs it says still when that one is busy.
    expect(told.affinity?.home).toBe(order[0])
    const belongs =
      at === 0
        ? 'there, as long as it can take calls.'
        : `to ${order[0]}, which can't take it now, and ${provider} is the next.`
    expect(told.text).toContain(`A.x goes to ${provider}: the affinity key 'k' belongs ${belongs}`)
    expect(await taker(office, all, 'k')).toBe(provider)
    const one = all.find(({ connection }) => connection.instance === provider) as StandIn
    office.status(one, { A: ['x'] }, { paused: true })
  }
  expect(ask(office, 'A.x', { affinity: 'k' })).toMatchObject({
    outcome: 'wait',
    affinity: { home: order[0] },
  })
})

test('without a key the least loaded for its share is the first', async () => {
  using office = new Office()
  const binding = office.bind([], { weigh: ({ labels }) => Number(labels['weight']) })
  const all = [
    [2, 1],
    [0, 4],
    [6, 4],
    [4, 1],
  ].map(([calls, weight]) => {
    const one = office.provider(binding, { A: ['x'] }, { labels: { weight: weight as number } })
    const provider = one.connection.instance
    const made = Array.from({ length: calls as number }, () => office.call('A.x', [], { provider }))
    return { one, made }
  })
  // 0, 0.15, 0.2, 0.4 as if all had the least weight.
  expect(takers(ask(office, 'A.x'))).toEqual(['i1', 'i2', 'i0', 'i3'])
  expect(ask(office, 'A.x').candidates[1]).toEqual({
    provider: 'i2',
    name: undefined,
    load: 0.6,
    inFlight: 6,
    concurrency: 10,
    share: 1,
    state: 'well',
  })
  expect(ask(office, 'A.x').text).toContain('i0 (2 of 10 in flight, share 0.25)')
  for (const { one, made } of all) {
    for (const call of made) {
      one.answer('ok')
      await call
    }
  }
})

test("a key does not count where the application's balancer looks at keys", () => {
  using office = new Office()
  const binding = office.bind([], { balancer: makeBalancer((candidates) => candidates[0]!) })
  crew(office, binding, 3)
  const told = ask(office, 'A.x', { affinity: 'k' })
  expect(told).toMatchObject({ balancer: 'function', affinity: undefined })
  expect(told.text).toContain("goes to one of 3 providers on /: as the balancer 'function' says.")
})

test('the balancer of the path is told with how it chooses', () => {
  using office = new Office()
  const ways = {
    roundRobin: 'one after the other',
    random: 'any of them by chance',
    leastLoaded: 'the less loaded of two that are drawn by chance',
    affinity: 'the call has no affinity key, so any of them',
  } as const
  for (const [name, way] of Object.entries(ways)) {
    const binding = office.bind([name], { balancer: makeBalancer(name as keyof typeof ways) })
    for (let n = 0; n < 2; n++) office.provider(binding, { [name]: ['x'] })
    const told = ask(office, `${name}.x`)
    expect(told.text).toContain(`${name}.x goes to one of 2 providers on /${name}: ${way}.`)
    expect(told.balancer).toBe(name)
  }
  expect(affinity().name).toBe('affinity')
})

test('one that is new is told as such, with the share that it has so far', () => {
  using office = new Office()
  const binding = office.bind([], {}, { slowStart: 1000 })
  office.provider(binding, { A: ['x'] })
  office.clock.advance(1500)
  const late = office.provider(binding, { A: ['x'] })
  const { candidates, text } = ask(office, 'A.x')
  expect(candidates.map(({ state }) => state)).toEqual(['well', 'warming'])
  expect(candidates[1]?.share).toBeLessThan(0.5)
  expect(text).toMatch(/i1 \(0 of 10 in flight, share 0\.\d+, new: it gets less until it is warm\)/)
  office.clock.advance(1500)
  expect(ask(office, 'A.x').candidates.map(({ state }) => state)).toEqual(['well', 'well'])
  office.lose(late, true)
})
