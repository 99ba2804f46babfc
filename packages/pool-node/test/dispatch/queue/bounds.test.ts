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
