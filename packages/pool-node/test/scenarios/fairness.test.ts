// One tenant fills the queue. What another one asks for must not wait for all of that.

import { expect, test } from 'vitest'
import { Ledger, ms } from './ledger.ts'
import { World } from './world.ts'

/** Of all providers together, in calls a second. */
const perSecond = 1000
const many = 10_000
const few = 10

interface Run {
  readonly greedy: Ledger
  readonly modest: Ledger
}

/** One has many calls there when the other one comes with a few. @param weight of the greedy one */
function run(tenants: readonly [string | undefined, string | undefined], weight: number): Run {
  const queue = {
    limit: 2 * many,
    tenantLimit: 2 * many,
    weight: (name: string) => (name === 'big' ? weight : 1),
  }
  using world = new World({ policy: { queue } })
  for (let n = 0; n < 2; n++) world.worker({ mean: 10, steady: true, concurrency: 5 })
  const [greedy, modest] = [new Ledger(), new Ledger()]
  const timeout = Infinity
  const options = tenants.map((tenant) => (tenant === undefined ? { timeout } : { tenant, timeout }))
  for (let n = 0; n < many; n++) world.call(greedy, options[0])
  world.office.clock.advance(1000)
  for (let n = 0; n < few; n++) world.call(modest, options[1])
  world.finish()
  expect([greedy.succeeded, modest.succeeded]).toEqual([many, few])
  return { greedy, modest }
}

const longest = ({ latencies }: Ledger): number => Math.max(...latencies)

/** How long its calls take at the most when it gets one turn in so many: all their turns, and that of the last one itself. */
const due = (turnsEach: number): number => (1000 * few * turnsEach) / perSecond + 2 * 10

test.each([
  [1, 2],
  [4, 5],
])('10 calls beside 10,000 of another tenant, of weight %i, get one turn in %i', (weight, turnsEach) => {
  const { greedy, modest } = run(['big', 'small'], weight)
  console.log(
    `fairness: 10 calls beside 10000 of a tenant of weight ${weight} took up to ${ms(longest(modest))}; ` +
      `those 10000 up to ${ms(longest(greedy))}`,
  )
  expect(longest(modest)).toBeLessThanOrEqual(due(turnsEach))
  // Nor do they get more than that.
  expect(longest(modest)).toBeGreaterThan(due(turnsEach) - 3 * 10)
  // The other one pays with ten turns, no more.
  expect(longest(greedy)).toBeLessThanOrEqual((1000 * (many + few)) / perSecond + 2 * 10)
})

test('without tenants they wait for all that was there before', () => {
  const { modest } = run([undefined, undefined], 1)
  console.log(`fairness: without tenants the 10 calls took up to ${ms(longest(modest))}`)
  expect(longest(modest)).toBeGreaterThan(8000)
})

test('those of no tenant are a tenant too', () => {
  const { modest } = run([undefined, 'small'], 1)
  expect(longest(modest)).toBeLessThanOrEqual(due(2))
})
