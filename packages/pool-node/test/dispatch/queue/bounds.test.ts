import { expect, test } from 'vitest'
import { Counter, Ticket } from './ticket.ts'

test('is full at its limit and not before', () => {
  const counter = new Counter({ limit: 2 })
  const first = counter.add()
  expect(counter.queue.refusal(undefined)).toBeUndefined()
  counter.add({ asks: 'B.x', tenant: 'one' })
  expect(counter.queue.refusal(undefined)).toBe('limit')
  expect(counter.queue.refusal('new')).toBe('limit')
  counter.queue.remove(first)
  expect(counter.queue.refusal(undefined)).toBeUndefined()
})

test('a limit of 0 is always full', () => {
  expect(new Counter({ limit: 0 }).queue.refusal(undefined)).toBe('limit')
  const { queue } = new Counter({ tenantLimit: 0 })
  expect(queue.refusal('one')).toBe('tenantLimit')
  expect(queue.refusal(undefined)).toBeUndefined()
})

test('a tenant is full at its own limit, over all that it asks for', () => {
  const counter = new Counter({ tenantLimit: 2 })
  counter.add({ tenant: 'one' })
  expect(counter.queue.refusal('one')).toBeUndefined()
  counter.add({ tenant: 'one', asks: 'B.x' })
  expect(counter.queue.refusal('one')).toBe('tenantLimit')
  expect(counter.queue.refusal('other')).toBeUndefined()
  counter.take(1)
  expect(counter.queue.refusal('one')).toBeUndefined()
})

test('those without a tenant have the limit of all only', () => {
  const counter = new Counter({ limit: 10, tenantLimit: 2 })
  counter.fill(9)
  expect(counter.queue.refusal(undefined)).toBeUndefined()
  counter.add()
  expect(counter.queue.refusal(undefined)).toBe('limit')
})

test('those without a tenant may fill the queue, and tenants find their room all the same, at once', () => {
  const counter = new Counter({ limit: 10, tenantLimit: 3 })
  counter.fill(10)
  expect(counter.queue.refusal(undefined)).toBe('limit')
  expect(counter.queue.refusal('small')).toBeUndefined()
  counter.fill(2, { tenant: 'small' })
  counter.fill(1, { tenant: 'other' })
  // That much is for all tenants together.
  expect(counter.queue.refusal('small')).toBe('limit')
  expect(counter.queue.refusal('third')).toBe('limit')
  expect(counter.queue.size).toBe(13)
})

test('what the others fill over their part is no excess of a tenant', () => {
  const counter = new Counter({ limit: 10, tenantLimit: 3 })
  counter.fill(10)
  counter.fill(3, { tenant: 'small' })
  expect(counter.queue.excess(undefined)).toBe('limit')
  expect(counter.queue.excess('small')).toBeUndefined()
  counter.fill(1, { tenant: 'small' })
  expect(counter.queue.excess('small')).toBe('limit')
})

test('where a tenant may have more than half, so may those without one', () => {
  const counter = new Counter({ limit: 10, tenantLimit: 8 })
  counter.fill(10)
  expect(counter.queue.refusal('one')).toBeUndefined()
  counter.fill(2, { tenant: 'one' })
  expect(counter.queue.refusal('one')).toBe('limit')
  const free = new Counter({ limit: 10, tenantLimit: 10 })
  free.fill(10)
  expect(free.queue.refusal('one')).toBe('limit')
})

test('the limit of all is named first', () => {
  const counter = new Counter({ limit: 1, tenantLimit: 1 })
  counter.add({ tenant: 'one' })
  expect(counter.queue.refusal('one')).toBe('limit')
})

test('more than the limit can wait: the caller decides', () => {
  const counter = new Counter({ limit: 1, tenantLimit: 1 })
  counter.fill(5, { tenant: 'one' })
  expect(counter.queue.size).toBe(5)
  expect(counter.take(9)).toHaveLength(5)
})

test('tells its limits, how many wait, of whom, and how many tenants', () => {
  const counter = new Counter({ limit: 7, tenantLimit: 3 })
  const first = counter.add({ tenant: 'one' })
  counter.add({ tenant: 'one', asks: 'B.x' })
  counter.add({ tenant: 'two' })
  counter.add()
  const { queue } = counter
  expect(queue).toMatchObject({ limit: 7, tenantLimit: 3, size: 4, tenants: 2 })
  expect(['one', 'two', undefined, 'none'].map((tenant) => queue.sizeOf(tenant))).toEqual([2, 1, 1, 0])
  counter.take(9)
  expect(queue).toMatchObject({ size: 0, tenants: 0 })
  queue.remove(first)
  expect(queue.size).toBe(0)
  expect(queue.sizeOf('one')).toBe(0)
})

test('one that never waited can be removed, and nothing happens', () => {
  const counter = new Counter()
  counter.add()
  counter.queue.remove(new Ticket(1))
  expect(counter.queue.size).toBe(1)
})
