import { expect, test } from 'vitest'
import { asking, Counter, countByTenant } from './ticket.ts'

const weights: Readonly<Record<string, number>> = { light: 1e-6, heavy: 2_000_000, other: 1_000_000 }

test('shares hold after as much time as ten billion calls take, in a queue that is never empty', () => {
  const counter = new Counter({ weight: (tenant) => weights[tenant] ?? 1 })
  counter.add({ asks: 'Nobody.has' })
  // A call of its weight moves virtual time as far as a million normal ones.
  counter.fill(10_001, { tenant: 'light' })
  counter.take(10_000, asking('A.x'))
  counter.fill(3000, { tenant: 'heavy' })
  counter.fill(3000, { tenant: 'other' })
  const { heavy = 0, other = 0 } = countByTenant(counter.take(3000, asking('A.x')))
  expect(Math.abs(heavy - 2000)).toBeLessThanOrEqual(2)
  expect(Math.abs(other - 1000)).toBeLessThanOrEqual(2)
})

test('one that has waited all that time for somebody goes first then, once', () => {
  const counter = new Counter({ weight: (tenant) => weights[tenant] ?? 1 })
  counter.fill(10, { tenant: 'patient', asks: 'Rare.x' })
  counter.fill(10_001, { tenant: 'light' })
  counter.take(10_000, asking('A.x'))
  counter.fill(10, { tenant: 'new', asks: 'Rare.x' })
  const taken = counter.take(6, asking('Rare.x')).map(({ tenant }) => tenant)
  expect(taken).toEqual(['patient', 'new', 'patient', 'new', 'patient', 'new'])
})
