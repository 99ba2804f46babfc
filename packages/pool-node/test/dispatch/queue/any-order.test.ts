import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import assert from 'node:assert/strict'
import { expect, test } from 'vitest'
import { queueOf, Ticket } from './ticket.ts'
import { Twin } from './twin.ts'

/** Powers of two, since the twin counts in fractions. The last one's turns are so far apart that all tags must move. */
const weights: Readonly<Record<string, number>> = { half: 0.5, one: 1, other: 1, double: 2, least: 2 ** -19 }
const tenants = [undefined, ...Object.keys(weights)]
/** What is asked for, and of whom alone. */
const demands: Readonly<Record<string, string | undefined>> = {
  'A.x': undefined,
  'A.y': undefined,
  'B.x': undefined,
  'B.y': undefined,
  'A.x of ann': 'ann',
  'A.y of ann': 'ann',
  'A.x of bob': 'bob',
}
const keys = Object.keys(demands)
const names = ['ann', 'bob']
const priorities = [0, 0, 0, 1, -1, 0.5]
const weight = (tenant: string): number => weights[tenant] as number

test('agrees with a plain array that is sorted each time, whatever comes, goes and comes back', () => {
  expect(forSequences({ runs: 400, length: 80 }, compareWithTwin)).toBe(400)
})

test('agrees with it also when many wait for long', () => {
  const long = (steps: readonly Step[]): void =>
    compareWithTwin(steps.map(([what, ...rest]) => [what % 3 === 0 ? 0 : what, ...rest]))
  expect(forSequences({ runs: 20, length: 250, seed: 1000 }, long)).toBe(20)
})

function compareWithTwin(steps: readonly Step[]): void {
  const queue = queueOf({ limit: 20, tenantLimit: 5, weight })
  const twin = new Twin(weight)
  const away: Ticket[] = []
  let order = 0
  for (const [what, who, how, more] of steps) {
    const waiting = twin.tickets[who % Math.max(1, twin.tickets.length)]
    const old = away[who % Math.max(1, away.length)]
    switch (what % 8) {
      case 0:
      case 1:
      case 2: {
        const ticket = randomTicket(order++, who, how, more)
        queue.add(ticket)
        twin.add(ticket)
        break
      }
      case 3: {
        if (waiting === undefined) break
        queue.remove(waiting)
        twin.remove(waiting)
        away.push(waiting)
        break
      }
      case 4:
      case 5:
      case 6: {
        // Whoever is free can take some of the demands, and has some of the names.
        const fits = ({ key }: Ticket['demand']): boolean => ((how | more) >> keys.indexOf(key)) % 2 === 1
        const own = ['nobody asks for this', ...names.filter((_, at) => (who >> at) % 2 === 1)]
        const taken = queue.take(fits, own)
        assert.equal(taken, twin.take(fits, own))
        if (taken !== undefined) away.push(taken)
        break
      }
      default: {
        if (old === undefined) break
        queue.remove(old) // it does not wait: nothing happens
        away.splice(away.indexOf(old), 1)
        queue.add(old)
        twin.add(old)
      }
    }
    assertSame(queue, twin)
    for (const ticket of away) assert.equal(ticket.lane ?? ticket.ahead ?? ticket.behind, undefined)
    const next = randomTicket(order, how, more, who)
    assert.equal(queue.ahead(next.tenant, next.priority), twin.ahead(next))
  }
  for (;;) {
    const taken = queue.take(() => true, names)
    assert.equal(
      taken,
      twin.take(() => true),
    )
    if (taken === undefined) break
  }
  assertSame(queue, twin)
}

function randomTicket(order: number, a: number, b: number, c: number): Ticket {
  const asks = keys[b % keys.length] as string
  return new Ticket(order, {
    tenant: tenants[a % tenants.length],
    asks,
    for: demands[asks],
    priority: priorities[c % priorities.length] as number,
  })
}

function assertSame(queue: ReturnType<typeof queueOf>, twin: Twin): void {
  const byAge = [...twin.tickets].sort((a, b) => a.order - b.order)
  assert.equal(queue.size, byAge.length)
  assert.equal(queue.oldest(), byAge[0])
  assert.deepEqual(
    [...queue].sort((a, b) => a.order - b.order).map(({ order }) => order),
    byAge.map(({ order }) => order),
  )
  for (const name of names) {
    assert.deepEqual(
      queue.waitingFor(name).sort((a, b) => a.order - b.order),
      byAge.filter(({ demand }) => demand.for === name),
    )
  }
  let named = 0
  for (const tenant of tenants) {
    const size = twin.sizeOf(tenant)
    if (tenant !== undefined && size > 0) named++
    assert.equal(queue.sizeOf(tenant), size)
    // Of those without a tenant, tenants count 15: the other 5 places are theirs.
    const nameless = twin.sizeOf(undefined)
    const seen = tenant === undefined ? byAge.length : byAge.length - Math.max(0, nameless - 15)
    const own = tenant === undefined ? 0 : size
    assert.equal(queue.refusal(tenant), seen >= 20 ? 'limit' : own >= 5 ? 'tenantLimit' : undefined)
    assert.equal(queue.excess(tenant), seen > 20 ? 'limit' : own > 5 ? 'tenantLimit' : undefined)
  }
  assert.equal(queue.tenants, named)
}
