import { expect, test } from 'vitest'
import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import { type Waiting, WaitingQueue } from '../../src/dispatch/queue.ts'

class Ticket implements Waiting {
  readonly service: string
  readonly order: number
  line: object | undefined = undefined
  ahead: this | undefined = undefined
  behind: this | undefined = undefined

  constructor(service: string, order: number) {
    this.service = service
    this.order = order
  }
}

const services = ['A', 'B', 'C']
const any = (): boolean => true

test('agrees with a plain array that is sorted by age, whatever comes, goes and comes back', () => {
  expect(forSequences({ runs: 100, length: 50 }, compareWithArray)).toBe(100)
})

/** The twin: obvious and slow. */
function compareWithArray(steps: readonly Step[]): void {
  const queue = new WaitingQueue<Ticket>(20)
  let twin: Ticket[] = []
  const away: Ticket[] = []
  let order = 0
  for (const [what, who, how] of steps) {
    const waiting = twin[who % Math.max(1, twin.length)]
    const old = away[who % Math.max(1, away.length)]
    switch (what % 5) {
      case 0:
      case 1:
        twin.push(added(queue, new Ticket(services[how % 3] as string, order++)))
        break
      case 2:
        if (waiting === undefined) break
        queue.remove(waiting)
        twin = twin.filter((ticket) => ticket !== waiting)
        away.push(waiting)
        break
      case 3:
        if (old === undefined) break
        away.splice(away.indexOf(old), 1)
        twin.push(added(queue, old))
        break
      default:
        if (old !== undefined) queue.remove(old) // it does not wait: nothing happens
    }
    twin.sort((a, b) => a.order - b.order)
    expectSame(queue, twin, how)
  }
}

function added(queue: WaitingQueue<Ticket>, ticket: Ticket): Ticket {
  queue.add(ticket)
  return ticket
}

function expectSame(queue: WaitingQueue<Ticket>, twin: readonly Ticket[], salt: number): void {
  expect(queue.size).toBe(twin.length)
  expect(queue.isFull).toBe(twin.length >= 20)
  const orders = [...queue].map(({ order }) => order)
  expect(orders.sort((a, b) => a - b)).toEqual(twin.map(({ order }) => order))
  for (const service of services) {
    const line = twin.filter((ticket) => ticket.service === service)
    expect([...queue].filter((ticket) => ticket.service === service)).toEqual(line)
    expect(queue.first(service, any)).toBe(line[0])
    const fits = ({ order }: Ticket): boolean => order % 3 === salt % 3
    expect(queue.first(service, fits)).toBe(line.find(fits))
  }
  for (const ticket of twin) expect(ticket.line).toBeDefined()
}

test('what is removed has no link to what waits', () => {
  const queue = new WaitingQueue<Ticket>(10)
  const [first, second, third] = [0, 1, 2].map((order) => added(queue, new Ticket('A', order)))
  queue.remove(second as Ticket)
  expect(second).toMatchObject({ line: undefined, ahead: undefined, behind: undefined })
  expect([...queue]).toEqual([first, third])
})

test('can be emptied while it is walked', () => {
  const queue = new WaitingQueue<Ticket>(100)
  for (let order = 0; order < 30; order++) added(queue, new Ticket(services[order % 3] as string, order))
  let walked = 0
  for (const ticket of queue) {
    queue.remove(ticket)
    walked++
  }
  expect(walked).toBe(30)
  expect(queue.size).toBe(0)
})

test('a line of one service does not hold up another', () => {
  const queue = new WaitingQueue<Ticket>(10)
  added(queue, new Ticket('A', 0))
  const other = added(queue, new Ticket('B', 1))
  expect(queue.first('B', any)).toBe(other)
  expect(queue.first('C', any)).toBeUndefined()
})

test('is full at its bound and not before; a bound of 0 is always full', () => {
  const queue = new WaitingQueue<Ticket>(2)
  const first = added(queue, new Ticket('A', 0))
  expect(queue.isFull).toBe(false)
  added(queue, new Ticket('B', 1))
  expect(queue.isFull).toBe(true)
  queue.remove(first)
  expect(queue.isFull).toBe(false)
  expect(new WaitingQueue<Ticket>(0).isFull).toBe(true)
})
