import { expect, test } from 'vitest'
import { makeBalancer } from '../../src/balancers/choose.ts'
import { makePath } from '../../src/make-path.ts'
import type { BindOptions, CallOptions } from '../../src/options.ts'
import type { BindingPolicy } from '../../src/roster/binding.ts'
import type { ConnectionInfo } from '../../src/roster/connection-info.ts'
import { Office } from '../dispatch/office.ts'
import type { StandIn } from '../dispatch/stand-in.ts'
import { answerAll, counts, enter } from './cast.ts'

const offer = { A: ['x'] }
const byLabel = ({ labels }: ConnectionInfo): number => Number(labels['weight'] ?? 1)

/** The policy of a path as `bind` makes it. */
function policy(options: BindOptions, reported: unknown[] = []): BindingPolicy {
  const wish = { path: '/', options, services: [], callbacks: undefined }
  const report = (error: unknown): void => void reported.push(error)
  return makePath(wish, {}, () => false, report).binding.policy
}

/** Calls one after the other. @returns by how much the share of one of them is another one than it should be, at most. */
async function farthest(
  office: Office,
  all: readonly StandIn[],
  expected: readonly number[],
  options: CallOptions = {},
): Promise<number> {
  const calls = 4000
  const before = counts(...all)
  for (let call = 0; call < calls; call++) {
    const asked = office.call('A.x', [], options)
    answerAll(...all)
    await asked
  }
  const found = counts(...all).map((count, index) => (count - (before[index] ?? 0)) / calls)
  return Math.max(...found.map((share, index) => Math.abs(share - (expected[index] ?? 0))))
}

test.each(['leastLoaded', 'roundRobin', 'random'] as const)('%s gives each its share', async (balancer) => {
  using office = new Office()
  const binding = office.bind([], policy({ balancer, weight: byLabel }))
  const all = [1, 2, 5].map((weight) => office.provider(binding, offer, { labels: { weight } }))
  expect(await farthest(office, all, [0.125, 0.25, 0.625])).toBeLessThan(0.03)
})

test('weights under 1 are weights too', async () => {
  using office = new Office()
  const binding = office.bind([], policy({ weight: byLabel }))
  const all = [0.1, 0.3].map((weight) => office.provider(binding, offer, { labels: { weight } }))
  expect(await farthest(office, all, [0.25, 0.75])).toBeLessThan(0.03)
})

test('new labels bring a new weight, both ways', async () => {
  using office = new Office()
  const binding = office.bind([], policy({ weight: byLabel }))
  const all = [1, 4].map((weight) => office.provider(binding, offer, { labels: { weight } }))
  const [one, two] = all as [StandIn, StandIn]
  expect(await farthest(office, all, [0.2, 0.8])).toBeLessThan(0.03)
  office.status(two, offer, { labels: { weight: 1 } })
  expect(await farthest(office, all, [0.5, 0.5])).toBeLessThan(0.03)
  office.status(one, offer, { labels: { weight: 9 } })
  expect(await farthest(office, all, [0.9, 0.1])).toBeLessThan(0.03)
})

test('when the heaviest leaves the others share by what they have', async () => {
  using office = new Office()
  const binding = office.bind([], policy({ weight: byLabel }))
  const [heavy, ...all] = [100, 1, 3].map((weight) => office.provider(binding, offer, { labels: { weight } }))
  if (heavy !== undefined) office.lose(heavy, false)
  expect(all.map(({ connection }) => connection.share)).toEqual([1 / 3, 1])
  expect(await farthest(office, all, [0.25, 0.75])).toBeLessThan(0.03)
})

test('shares are told against the heaviest, and 1 for all where nobody set weights', () => {
  using office = new Office()
  const weighed = office.bind(['A'], policy({ weight: byLabel }))
  const plain = office.bind(['B'], policy({}))
  const all = [2, 8, 4].map((weight) => office.provider(weighed, offer, { labels: { weight } }))
  const other = office.provider(plain, { B: ['x'] }, { labels: { weight: 5 } })
  expect(all.map(({ connection }) => connection.share)).toEqual([0.25, 1, 0.5])
  expect(other.connection.share).toBe(1)
})

test('one that has said nothing yet does not make the others light once it has', () => {
  using office = new Office()
  const binding = office.bind([], policy({ weight: byLabel }))
  const all = [0.25, 0.5].map((weight) => office.provider(binding, offer, { labels: { weight } }))
  expect(all.map(({ connection }) => connection.share)).toEqual([0.5, 1])
})

test('weights hold among those that have the labels', async () => {
  using office = new Office()
  const binding = office.bind([], policy({ weight: byLabel }))
  const cast = [
    { weight: 1, gpu: true },
    { weight: 3, gpu: true },
    { weight: 9, gpu: false },
  ]
  const all = cast.map((labels) => office.provider(binding, offer, { labels }))
  const asks = { labels: { gpu: true } }
  expect(await farthest(office, all, [0.25, 0.75, 0], asks)).toBeLessThan(0.03)
})

test.each<[string, () => unknown]>([
  ['0', () => 0],
  ['less', () => -1],
  ['NaN', () => Number.NaN],
  ['no end', () => Infinity],
  ['a text', () => '5'],
  ['nothing', () => undefined],
])('a weight that is %s is reported, and counts as 1', async (_what, weight) => {
  const reported: unknown[] = []
  using office = new Office()
  const judged = policy(
    { weight: (connection) => (connection.instance === 'wrong' ? (weight() as number) : 1) },
    reported,
  )
  const binding = office.bind([], judged)
  const all = ['wrong', 'right'].map((instance) => office.provider(binding, offer, { instance }))
  expect(reported).toMatchObject([{ message: expect.stringMatching(/^weight must return a number over 0/) }])
  expect(await farthest(office, all, [0.5, 0.5])).toBeLessThan(0.03)
})

test('what the function throws is reported, and counts as 1', async () => {
  const reported: unknown[] = []
  using office = new Office()
  const broken = new Error('no such region')
  const weight = ({ instance }: ConnectionInfo): number => {
    if (instance === 'wrong') throw broken
    return 1
  }
  const binding = office.bind([], policy({ weight }, reported))
  const all = ['wrong', 'right'].map((instance) => office.provider(binding, offer, { instance }))
  expect(reported).toEqual([broken])
  expect(await farthest(office, all, [0.5, 0.5])).toBeLessThan(0.03)
})

test('it is asked at each STATUS, for a connection that stands on its path', () => {
  using office = new Office()
  const asked: string[] = []
  const weigh = ({ path, labels }: ConnectionInfo): number => {
    asked.push(`${path} ${String(labels['weight'])}`)
    return 1
  }
  const [a, b] = [office.bind(['A'], { weigh }), office.bind(['B'], { weigh })]
  const here = enter(office, a, offer, { instance: 'i', labels: { weight: 1 } })
  const there = enter(office, b, { B: ['x'] }, { instance: 'i', labels: { weight: 1 } })
  expect(asked.splice(0)).toEqual(['/A 1', '/B 1'])
  // What is new for the instance is so on all its paths.
  office.status(here, offer, { labels: { weight: 2 } })
  expect(asked.splice(0)).toEqual(['/A 2', '/B 2'])
  office.status(there, { B: ['x'] }, { labels: { weight: 2 } })
  expect(asked).toEqual(['/B 2'])
})

test('a balancer of the application sees shares too', () => {
  using office = new Office()
  const seen: number[][] = []
  const balancer = makeBalancer((candidates) => {
    seen.push(candidates.map(({ share }) => share))
    return candidates[0] as (typeof candidates)[number]
  })
  const binding = office.bind([], { balancer, weigh: byLabel })
  const all = [1, 4].map((weight) => office.provider(binding, offer, { labels: { weight } }))
  void office.call('A.x')
  answerAll(...all)
  expect(seen).toEqual([[0.25, 1]])
})
