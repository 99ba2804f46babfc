import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { Counter, countByTenant } from './ticket.ts'

const orders = (tickets: readonly { readonly order: number }[]): number[] => tickets.map(({ order }) => order)

test('the oldest goes first', () => {
  const counter = new Counter()
  counter.fill(5)
  expect(orders(counter.take(5))).toEqual([0, 1, 2, 3, 4])
})

test('the oldest goes first over all that is asked for', () => {
  const counter = new Counter()
  for (const asks of ['A.x', 'B.x', 'A.x', 'C.x', 'B.x']) counter.add({ asks })
  expect(orders(counter.take(5))).toEqual([0, 1, 2, 3, 4])
})

test('within a tenant the highest priority goes first, and of equal ones the oldest', () => {
  const counter = new Counter()
  for (const priority of [0, 5, -3, 5, 0, 1.5, -0]) counter.add({ priority, tenant: 'one' })
  expect(orders(counter.take(7))).toEqual([1, 3, 5, 0, 4, 6, 2])
})

test('so over all that it asks for, also once its first calls are gone', () => {
  const counter = new Counter()
  counter.add({ asks: 'A.x', priority: 2 })
  counter.add({ asks: 'A.x', priority: 0 })
  counter.add({ asks: 'B.x', priority: 1 })
  counter.add({ asks: 'A.x', priority: 3 })
  expect(orders(counter.take(4))).toEqual([3, 0, 2, 1])
})

test('one that comes back has its old place', () => {
  const counter = new Counter()
  counter.fill(5)
  const [first, second, third] = counter.take(3)
  for (const ticket of [second, third, first]) if (ticket !== undefined) counter.queue.add(ticket)
  expect(orders(counter.take(5))).toEqual([0, 1, 2, 3, 4])
})

test('a tenant who calls everything urgent gets no more than its share', () => {
  const counter = new Counter()
  counter.fill(100, { tenant: 'urgent', priority: 1000 })
  counter.fill(100, { tenant: 'plain' })
  expect(countByTenant(counter.take(40))).toEqual({ urgent: 20, plain: 20 })
})

test('of two tenants whose turn it is alike the urgent call goes first, else the oldest', () => {
  const counter = new Counter()
  counter.add({ tenant: 'one' })
  counter.add({ tenant: 'two' })
  counter.add({ tenant: 'three', priority: 1 })
  counter.add({ tenant: 'four', asks: 'B.x', priority: 2 })
  expect(orders(counter.take(4))).toEqual([3, 2, 0, 1])
})

test('one that becomes urgent while it waits behind others goes before them', () => {
  const counter = new Counter()
  for (let n = 0; n < 50; n++) counter.add({ tenant: `t${n}` })
  counter.add({ tenant: 't40', priority: 1 })
  expect(counter.take(2).map(({ tenant }) => tenant)).toEqual(['t40', 't0'])
})

test('a thousand priorities are fine', () => {
  const counter = new Counter()
  for (let n = 0; n < 1000; n++) counter.add({ priority: (n * 7919) % 1000 })
  const taken = counter.take(1000).map(({ priority }) => priority)
  expect(taken).toEqual(Array.from({ length: 1000 }, (_, n) => 999 - n))
})

test('the order holds whoever gives up, of many tenants', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed)
    const counter = new Counter()
    const tickets = Array.from({ length: 200 }, (_, n) =>
      counter.add({ tenant: `t${n}`, priority: random() }),
    )
    const left = tickets.filter((ticket) => {
      const stays = random() < 0.5
      if (!stays) counter.queue.remove(ticket)
      return stays
    })
    left.sort((a, b) => b.priority - a.priority)
    expect(orders(counter.take(200)), `seed ${seed}`).toEqual(orders(left))
  }
})
