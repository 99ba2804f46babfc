import { expect, test } from 'vitest'
import { Demand } from '../../src/roster/demand.ts'
import type { Offer } from '../../src/roster/offer.ts'
import { Roster } from '../../src/roster/roster.ts'
import { arrive, path, status } from './people.ts'

const inZone = (zone: number): Demand => new Demand('A.x', { labels: { zone } })

/** Of a service `A` with one method, `x`. */
function offerOfX(): Offer {
  const roster = new Roster(() => {})
  const binding = path()
  roster.update(arrive(roster, binding, { id: '1', instance: '1' }), status({ A: ['x'] }))
  return binding.offer('A') as Offer
}

test('what a demand asks for is worked out once, whoever comes with it', () => {
  const offer = offerOfX()
  const first = offer.asked(inZone(1))
  expect(offer.asked(inZone(1))).toBe(first)
  expect(offer.asked(inZone(2))).not.toBe(first)
})

test('64 are remembered, and of more the one goes that was asked for longest ago', () => {
  const offer = offerOfX()
  const [first, second] = [offer.asked(inZone(1)), offer.asked(inZone(2))]
  for (let zone = 3; zone <= 64; zone++) offer.asked(inZone(zone))
  // Asked for again: it is the newest now.
  expect(offer.asked(inZone(1))).toBe(first)
  const third = offer.asked(inZone(3))
  offer.asked(inZone(65))
  expect(offer.asked(inZone(1))).toBe(first)
  expect(offer.asked(inZone(3))).toBe(third)
  expect(offer.asked(inZone(2))).not.toBe(second)
})

test('what is asked for with a method that nobody has is not remembered, and drives out nothing', () => {
  const offer = offerOfX()
  const first = offer.asked(inZone(1))
  for (let n = 0; n < 100; n++) {
    const demand = new Demand(`A.invented${n}`, { labels: { zone: 1 } })
    expect([offer.asked(demand).size, offer.candidates(demand).length]).toEqual([0, 0])
  }
  expect(offer.asked(inZone(1))).toBe(first)
})

test('identities are looked up, and drive out nothing either', () => {
  const offer = offerOfX()
  const first = offer.asked(inZone(1))
  for (let n = 0; n < 100; n++) offer.candidates(new Demand('A.x', { identity: `customer ${n}` }))
  expect(offer.asked(inZone(1))).toBe(first)
})

test('a demand for a method that all have, and for nothing else, needs no list of its own', () => {
  const roster = new Roster(() => {})
  const binding = path()
  const all = ['1', '2'].map((id) => arrive(roster, binding, { id, instance: id }))
  for (const connection of all) roster.update(connection, status({ A: ['x'] }))
  const offer = binding.offer('A')
  expect(offer?.asked(new Demand('A.x'))).toBe(offer?.members)
  expect(offer?.candidates(new Demand('A.x', { labels: {} }))).toBe(offer?.ready)
})

test('demands that ask the same have one key, whatever the order of their labels', () => {
  const [one, two] = [
    { a: 1, b: 'x' },
    { b: 'x', a: 1 },
  ].map((labels) => new Demand('A.x', { labels }))
  expect(one?.key).toBe(two?.key)
})

test('demands that ask for different things have different keys', () => {
  const narrowings = [
    {},
    { labels: { a: 1 } },
    { labels: { a: '1' } },
    { labels: { a: true } },
    { labels: { a: 'true' } },
    { labels: { b: 1 } },
    { labels: { a: 1, b: 1 } },
    { provider: 'a' },
    { instance: 'a' },
    { provider: 'a', instance: 'a' },
    { provider: 'a', labels: { a: 1 } },
    { provider: 'null' },
    { identity: 'a' },
    { identity: 'a', provider: 'a' },
    { identity: 'a', labels: { a: 1 } },
  ]
  const keys = narrowings.flatMap((narrowing) =>
    ['A.x', 'A.y', '["A.x",[],null,null,null]'].map((method) => new Demand(method, narrowing).key),
  )
  expect(new Set(keys).size).toBe(keys.length)
})
