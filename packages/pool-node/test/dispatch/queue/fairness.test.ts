import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { asking, Counter, countByTenant } from './ticket.ts'

test('ten calls of one are not behind the ten thousand that another has had waiting', () => {
  const counter = new Counter()
  counter.fill(10_000, { tenant: 'flood' })
  counter.take(100)
  counter.fill(10, { tenant: 'few' })
  expect(countByTenant(counter.take(21)).few).toBe(10)
})

test('nor are they if the many ask for something else, which the same provider has', () => {
  const counter = new Counter()
  counter.fill(10_000, { tenant: 'flood', asks: 'A.x' })
  counter.take(100)
  counter.fill(10, { tenant: 'few', asks: 'B.y' })
  expect(countByTenant(counter.take(21)).few).toBe(10)
})

test('nor if the many ask for many things', () => {
  const counter = new Counter()
  for (let n = 0; n < 10_000; n++) counter.add({ tenant: 'flood', asks: `A.${n % 50}` })
  counter.take(100)
  counter.fill(10, { tenant: 'few', asks: 'A.7' })
  expect(countByTenant(counter.take(21)).few).toBe(10)
})

test('those without a tenant are one tenant of weight 1', () => {
  const counter = new Counter({ weight: () => 3 })
  counter.fill(1000)
  counter.fill(1000, { tenant: 'named' })
  expect(countByTenant(counter.take(400))).toEqual({ undefined: 100, named: 300 })
})

for (const [first, second] of [
  [1, 1],
  [1, 2],
  [3, 7],
  [10, 1],
  [0.25, 0.1],
  [1000, 1],
] as const) {
  test(`weights ${first} and ${second}: between any two calls each has its share, to one call`, () => {
    const weights: Record<string, number> = { first, second }
    const counter = new Counter({ weight: (tenant) => weights[tenant] as number })
    counter.fill(2000, { tenant: 'first' })
    counter.fill(2000, { tenant: 'second' })
    const taken = counter.take(2000).map(({ tenant }) => tenant)
    // Theorem 1 of the paper: over any window, |W1 / w1 - W2 / w2| <= 1 / w1 + 1 / w2, and so in each prefix.
    let lead = 0
    let [most, least] = [0, 0]
    for (const tenant of taken) {
      lead += tenant === 'first' ? 1 / first : -1 / second
      most = Math.max(most, lead)
      least = Math.min(least, lead)
    }
    expect(most - least).toBeLessThanOrEqual(1 / first + 1 / second + 1e-6)
  })
}

test('many with chance weights get what is theirs, to one call', () => {
  const random = seededRandom(7)
  const weights = new Map(Array.from({ length: 50 }, (_, n) => [`t${n}`, 0.5 + 9.5 * random()]))
  const counter = new Counter({ weight: (tenant) => weights.get(tenant) as number })
  for (const tenant of weights.keys())
    for (let n = 0; n < 1000; n++) counter.add({ tenant, asks: `A.${n % 3}` })
  const counts = countByTenant(counter.take(5000))
  const all = [...weights.values()].reduce((sum, weight) => sum + weight)
  for (const [tenant, weight] of weights) {
    expect(Math.abs((counts[tenant] as number) - (5000 * weight) / all)).toBeLessThanOrEqual(1 + weight)
  }
})

test('one that leaves and comes back at once has not paid its calls off by that', () => {
  const counter = new Counter()
  counter.fill(1000, { tenant: 'steady' })
  let own = counter.add({ tenant: 'comes and goes' })
  let count = 0
  for (let n = 0; n < 100; n++) {
    const [taken] = counter.take(1)
    if (taken !== own) continue
    count++
    own = counter.add({ tenant: 'comes and goes' })
  }
  expect(count).toBe(50)
})

test('what a call cost is remembered while many others come and go', () => {
  const counter = new Counter({ weight: (tenant) => (tenant === 'light' ? 0.01 : 1) })
  counter.add({ asks: 'Nobody.has' })
  counter.add({ tenant: 'light' })
  counter.take(1, asking('A.x'))
  for (let n = 0; n < 500; n++) {
    counter.add({ tenant: `t${n}` })
    counter.take(1, asking('A.x'))
  }
  counter.add({ tenant: 'light' })
  const fresh = counter.add({ tenant: 'fresh' })
  expect(counter.take(1, asking('A.x'))).toEqual([fresh])
})

test('one that was away has saved nothing up', () => {
  const counter = new Counter()
  counter.fill(1000, { tenant: 'steady' })
  counter.add({ tenant: 'away' })
  counter.take(500)
  counter.fill(100, { tenant: 'away' })
  expect(countByTenant(counter.take(20))).toEqual({ steady: 10, away: 10 })
})

test('what is removed costs its tenant nothing', () => {
  const counter = new Counter()
  counter.fill(100, { tenant: 'steady' })
  const gone = Array.from({ length: 50 }, () => counter.add({ tenant: 'gives up' }))
  counter.fill(50, { tenant: 'gives up' })
  for (const ticket of gone) counter.queue.remove(ticket)
  expect(countByTenant(counter.take(20))).toEqual({ steady: 10, 'gives up': 10 })
})

test('all begin anew when nobody waits any more', () => {
  const counter = new Counter({ weight: (tenant) => (tenant === 'light' ? 0.001 : 1) })
  counter.add({ tenant: 'light' })
  counter.add({ tenant: 'normal' })
  counter.take(2)
  const light = counter.add({ tenant: 'light' })
  counter.add({ tenant: 'normal' })
  expect(counter.take(1)).toEqual([light])
})

test('a weight is asked for when a tenant begins to wait, and not for each call', () => {
  const asked: string[] = []
  const counter = new Counter({ weight: (tenant) => asked.push(tenant) })
  counter.fill(3, { tenant: 'one' })
  counter.fill(3)
  counter.take(6)
  counter.fill(2, { tenant: 'one' })
  expect(asked).toEqual(['one', 'one'])
})

test('a weight that is none counts as 1, and harms nobody', () => {
  for (const wrong of [NaN, 0, -1, undefined as unknown as number]) {
    const counter = new Counter({ weight: (tenant) => (tenant === 'wrong' ? wrong : 1) })
    counter.fill(100, { tenant: 'wrong' })
    counter.fill(100, { tenant: 'right' })
    expect(countByTenant(counter.take(20))).toEqual({ wrong: 10, right: 10 })
  }
})

test('what the function for weights throws is the caller’s, and nothing waits then', () => {
  const counter = new Counter({
    weight: () => {
      throw new Error('no such tenant')
    },
  })
  expect(() => counter.add({ tenant: 'one' })).toThrow('no such tenant')
  expect(counter.queue).toMatchObject({ size: 0, tenants: 0 })
  expect(counter.queue.take(() => true)).toBeUndefined()
})
