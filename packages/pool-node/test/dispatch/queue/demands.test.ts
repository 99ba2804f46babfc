import { expect, test } from 'vitest'
import { any, asking, Counter, countByTenant, Ticket } from './ticket.ts'

test('one that nobody can take does not hold up another', () => {
  const counter = new Counter()
  const stuck = counter.add({ asks: 'A.x', priority: 5 })
  const other = counter.add({ asks: 'B.x' })
  expect(counter.take(2, asking('B.x'))).toEqual([other])
  expect(counter.take(1, asking('C.x'))).toEqual([])
  expect(counter.take(2)).toEqual([stuck])
})

test('whether it fits is asked once for each demand at most, however many wait', () => {
  const counter = new Counter()
  for (let n = 0; n < 300; n++) counter.add({ asks: `A.${n % 3}`, tenant: `t${n % 20}` })
  for (let round = 0; round < 300; round++) {
    const asked: string[] = []
    counter.queue.take(({ key }) => {
      asked.push(key)
      return key === 'A.1'
    })
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked.length).toBeLessThanOrEqual(3)
  }
})

test('what is for a name is taken by who has it, in its turn among what anybody may take', () => {
  const counter = new Counter()
  const [any1, ann1] = [counter.add(), counter.add({ asks: 'A.x of ann', for: 'ann' })]
  const [any2, ann2] = [counter.add(), counter.add({ asks: 'A.y of ann', for: 'ann' })]
  const bob = counter.add({ asks: 'A.x of bob', for: 'bob' })
  expect(counter.queue.waitingFor('ann')).toEqual([ann1, ann2])
  expect(counter.take(9, any, ['i7', 'ann'])).toEqual([any1, ann1, any2, ann2])
  expect(counter.take(9, any, ['i8'])).toEqual([])
  expect(counter.take(9, any, ['bob', 'ann'])).toEqual([bob])
})

test('what is for others is not asked about, however much of it waits', () => {
  const counter = new Counter()
  for (let n = 0; n < 1000; n++) counter.add({ asks: `A.x of ${n}`, for: `${n}` })
  const own = counter.add({ asks: 'A.x' })
  const asked: string[] = []
  const fits = ({ key }: Ticket['demand']): boolean => asked.push(key) > 0
  expect(counter.take(1, fits, ['7'])).toMatchObject([{ order: 7 }])
  expect(counter.take(1, fits, ['7'])).toEqual([own])
  expect(new Set(asked)).toEqual(new Set(['A.x', 'A.x of 7']))
})

test('what it is asked about is a demand that came with a call', () => {
  const counter = new Counter()
  const ticket = counter.add()
  counter.add()
  counter.take(1, (demand) => {
    expect(demand).toBe(ticket.demand)
    return true
  })
})

test('a demand that nobody has any more is not asked about', () => {
  const counter = new Counter()
  counter.queue.remove(counter.add({ asks: 'A.x' }))
  counter.add({ asks: 'B.x' })
  counter.take(1, ({ key }) => {
    expect(key).toBe('B.x')
    return true
  })
  expect(counter.queue.take(() => expect.fail('nothing waits'))).toBeUndefined()
})

test('what throws while it is asked changes nothing', () => {
  const counter = new Counter()
  const first = counter.add()
  const broken = (): boolean => {
    throw new Error('broken')
  }
  expect(() => counter.queue.take(broken)).toThrow('broken')
  expect(counter.take(1)).toEqual([first])
})

test('a turn that nobody could take is not saved up: with one stuck call nobody shuts out the others', () => {
  const counter = new Counter()
  counter.add({ tenant: 'cunning', asks: 'Nobody.has' })
  counter.fill(2000, { tenant: 'honest' })
  counter.take(1000, asking('A.x'))
  counter.fill(500, { tenant: 'cunning' })
  expect(countByTenant(counter.take(20, asking('A.x')))).toEqual({ cunning: 10, honest: 10 })
})

test('who comes new is not behind all of those that a slow provider keeps waiting', () => {
  const counter = new Counter()
  counter.fill(100, { tenant: 'slow', asks: 'Slow.x' })
  counter.fill(1000, { tenant: 'fast', asks: 'Fast.x' })
  counter.take(900, asking('Fast.x'))
  const fresh = counter.add({ tenant: 'fresh', asks: 'Slow.x' })
  expect(counter.take(2, asking('Slow.x'))).toContain(fresh)
  // Nor may it catch up on what the fast ones had meanwhile.
  counter.fill(100, { tenant: 'fresh', asks: 'Fast.x' })
  expect(countByTenant(counter.take(20, asking('Fast.x')))).toEqual({ fresh: 10, fast: 10 })
})

test('being served for one thing counts for the other', () => {
  const counter = new Counter()
  counter.fill(10, { tenant: 'both', asks: 'A.x' })
  counter.fill(10, { tenant: 'both', asks: 'B.x' })
  counter.fill(10, { tenant: 'one', asks: 'B.x' })
  const taken = []
  for (let n = 0; n < 8; n++) taken.push(...counter.take(1, asking('A.x')), ...counter.take(1, asking('B.x')))
  expect(countByTenant(taken)).toEqual({ both: 8, one: 8 })
})

test('a call can ask for what the language knows too', () => {
  const counter = new Counter()
  const names = ['__proto__', 'constructor', 'toString', '']
  for (const name of names) counter.add({ asks: name, tenant: name })
  expect(counter.queue.tenants).toBe(4)
  expect(counter.take(4).map(({ tenant }) => tenant)).toEqual(names)
})

test('one that waits elsewhere as well is not mixed up: each queue has its own', () => {
  const [one, other] = [new Counter(), new Counter()]
  one.add({ tenant: 'same' })
  expect(other.queue.sizeOf('same')).toBe(0)
  other.queue.remove(new Ticket(7, { tenant: 'same' }))
  expect(other.queue.take(any)).toBeUndefined()
})
