import { expect, test } from 'vitest'
import { Counter, type Ticket } from './ticket.ts'

test('what is removed has no link to what waits', () => {
  const counter = new Counter()
  const [first, second, third] = [counter.add(), counter.add(), counter.add()]
  counter.queue.remove(second)
  expect(second).toMatchObject({ lane: undefined, ahead: undefined, behind: undefined })
  expect([...counter.queue]).toEqual([first, third])
  expect(counter.take(1)).toEqual([first])
  expect(first).toMatchObject({ lane: undefined, ahead: undefined, behind: undefined })
})

test('can be emptied while it is walked', () => {
  const counter = new Counter()
  for (let n = 0; n < 60; n++) counter.add({ asks: `A.${n % 3}`, tenant: `t${n % 4}`, priority: n % 2 })
  let walked = 0
  for (const ticket of counter.queue) {
    counter.queue.remove(ticket)
    walked++
  }
  expect(walked).toBe(60)
  expect(counter.queue.size).toBe(0)
})

test('what leaves before its turn in a walk is not met, and the others are', () => {
  const counter = new Counter()
  const [first, second, third] = [counter.add(), counter.add(), counter.add()]
  const met: Ticket[] = []
  for (const ticket of counter.queue) {
    met.push(ticket)
    counter.queue.remove(second)
  }
  expect(met).toEqual([first, third])
})

test('the oldest is the one that came first, whatever its priority, tenant and demand', () => {
  const counter = new Counter()
  expect(counter.queue.oldest()).toBeUndefined()
  const first = counter.add({ priority: -1, tenant: 'one' })
  counter.add({ priority: 1, tenant: 'one' })
  const third = counter.add({ tenant: 'two', asks: 'B.x' })
  expect(counter.queue.oldest()).toBe(first)
  expect(counter.take(3, ({ key }) => key === 'A.x')).toHaveLength(2)
  expect(counter.queue.oldest()).toBe(third)
  counter.queue.add(first)
  expect(counter.queue.oldest()).toBe(first)
})

test('ahead of a new one are those of its tenant that are as urgent, and what others get meanwhile', () => {
  const counter = new Counter({ weight: (tenant) => (tenant === 'double' ? 2 : 1) })
  expect(counter.queue.ahead('new', 0)).toBe(0)
  counter.fill(10, { tenant: 'own' })
  expect(counter.queue.ahead('own', 0)).toBe(10)
  expect(counter.queue.ahead('own', 1)).toBe(0)
  counter.fill(100, { tenant: 'double' })
  // Before the new one's turn, at 10, there are 20 of the other, and one at 10 that is older.
  expect(counter.queue.ahead('own', 0)).toBe(10 + 21)
  expect(counter.queue.ahead('own', 1)).toBe(0)
  expect(counter.queue.ahead('new', 0)).toBe(2)
  expect(counter.queue.ahead(undefined, 0)).toBe(2)
})
