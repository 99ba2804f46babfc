// Instances that differ in speed, keys that stay where they are, and what a pick costs: through the whole of dispatch.

import { expect, test } from 'vitest'
import { affinity } from '../../src/balancers/affinity.ts'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import { ms, percent } from './ledger.ts'
import { looksPerCall } from './looks.ts'
import type { Worker } from './worker.ts'
import { World } from './world.ts'

test('leastLoaded gives fast and slow instances work in proportion to their speed', () => {
  using world = new World({ policy: { balancer: leastLoaded() } })
  const speeds = [1, 2, 3, 4, 1, 2, 3, 4]
  for (const speed of speeds) world.worker({ mean: 120 / speed })
  const { begun, p99 } = world.closedLoop(400, 5000)
  const sum = speeds.reduce((all, speed) => all + speed)
  const dues = world.workers.map(({ given }, at) => given / begun / ((speeds[at] as number) / sum))
  console.log(
    `speeds: of what is due to its speed, each of eight gets ${dues.map((due) => percent(due)).join(', ')}; p99 ${ms(p99)}`,
  )
  for (const due of dues) expect(Math.abs(due - 1)).toBeLessThan(0.1)
})

test('when one of ten leaves, affinity moves under 15 % of the keys, and those of the others stay', () => {
  using world = new World({ policy: { balancer: affinity() } })
  for (let n = 0; n < 10; n++) world.worker({ mean: 1 })
  const keys = Array.from({ length: 5000 }, (_, at) => `user-${at}`)
  /** Who gets the call of each key. */
  const placed = (): (Worker | undefined)[] =>
    keys.map((key) => {
      const before = world.workers.map(({ given }) => given)
      world.office.call('A.x', [], { affinity: key }).catch(() => {})
      return world.workers.find(({ given }, at) => given > (before[at] as number))
    })
  const first = placed()
  world.finish()
  expect(placed()).toEqual(first)
  world.finish()
  const [gone] = world.workers as [Worker]
  world.leave(gone)
  const then = placed()
  world.finish()
  const movers = keys.filter((_, at) => then[at] !== first[at])
  const moved = movers.length / keys.length
  console.log(`speeds: one of ten leaves, and ${percent(moved)} of the keys move`)
  expect(moved).toBeGreaterThan(0.05)
  expect(moved).toBeLessThan(0.15)
  expect(movers).toEqual(keys.filter((_, at) => first[at] === gone))
})

test('a call looks at as many members among 10,000 as among 10', () => {
  const [few, many] = [looksPerCall(10), looksPerCall(10_000)]
  console.log(
    `speeds: a call looks at up to ${few.members} of 10 members and at up to ${many.members} of 10000; ` +
      `properties of members that are read: up to ${few.reads} and ${many.reads}`,
  )
  expect(many.members).toBeLessThanOrEqual(few.members)
  expect(many.reads).toBeLessThanOrEqual(few.reads)
  expect(many.members).toBe(2)
})

test('also while one of them is ejected and another is new', () => {
  const options = { rules: { ejection: { consecutiveFailures: 1 }, slowStart: 10_000 }, ejectOne: true }
  const [few, many] = [looksPerCall(10, options), looksPerCall(10_000, options)]
  expect(many.members).toBeLessThanOrEqual(few.members)
  expect(many.members).toBeLessThan(5)
})
