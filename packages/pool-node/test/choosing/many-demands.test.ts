import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { Office } from '../dispatch/office.ts'
import { answerAll, counts } from './cast.ts'

const offer = { A: ['x'] }
/** More than are kept lists for. */
const zones = Array.from({ length: 200 }, (_, zone) => zone)

test('with more different demands than are remembered each still goes where it should', async () => {
  using office = new Office()
  const binding = office.bind()
  const all = zones.map((zone) => office.provider(binding, offer, { labels: { zone } }))
  const calls: Promise<unknown>[] = []
  for (let round = 1; round <= 3; round++) {
    for (const zone of zones) calls.push(office.call('A.x', [zone], { labels: { zone } }))
    expect(counts(...all)).toEqual(zones.map(() => round))
  }
  answerAll(...all)
  await Promise.all(calls)
})

test('one that waits goes when its provider comes, however many others were asked for meanwhile', async () => {
  using office = new Office()
  const binding = office.bind([], { queue: { limit: 1000, tenantLimit: 1000, weight: () => 1 } })
  const calls = zones.map((zone) => office.call('A.x', [zone], { labels: { zone } }))
  const provider = office.provider(binding, offer)
  for (const zone of zones) {
    office.status(provider, offer, { labels: { zone }, concurrency: 1 })
    expect(provider.log).toHaveLength(zone + 1)
    provider.answer('ok')
  }
  await Promise.all(calls)
})

test('lists that were made long ago are as true as new ones', async () => {
  using office = new Office()
  const binding = office.bind()
  const random = seededRandom(3)
  const some = (): number => Math.floor(random() * 80)
  const all = zones.slice(0, 20).map(() => {
    const zone = some()
    return { zone, standIn: office.provider(binding, offer, { labels: { zone } }) }
  })
  const calls: Promise<unknown>[] = []
  for (let round = 0; round < 1000; round++) {
    const one = all[round % all.length] as (typeof all)[number]
    one.zone = some()
    office.status(one.standIn, offer, { labels: { zone: one.zone } })
    const zone = some()
    if (all.every((other) => other.zone !== zone)) continue
    calls.push(office.call('A.x', [], { labels: { zone } }))
    expect(all.find(({ standIn }) => standIn.open.length > 0)?.zone).toBe(zone)
    answerAll(...all.map(({ standIn }) => standIn))
  }
  expect(calls.length).toBeGreaterThan(100)
  await Promise.all(calls)
})
