import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import assert from 'node:assert/strict'
import { expect, test } from 'vitest'
import { Demand } from '../../src/roster/demand.ts'
import type { Member } from '../../src/roster/instance.ts'
import { Offer } from '../../src/roster/offer.ts'

/** More than an offer keeps lists for, and some that name somebody. */
const demands = ['A.x', 'A.y', 'A.z', 'A.none'].flatMap((method) => [
  new Demand(method),
  new Demand(method, { labels: { gpu: true } }),
  ...Array.from({ length: 8 }, (_, zone) => new Demand(method, { labels: { zone } })),
  ...Array.from({ length: 8 }, (_, zone) => new Demand(method, { labels: { zone, gpu: true } })),
  new Demand(method, { provider: 'one name' }),
  new Demand(method, { provider: 'i2', labels: { gpu: true } }),
  new Demand(method, { instance: 'k3' }),
  // Somebody else calls himself that.
  new Demand(method, { identity: 'ann' }),
  new Demand(method, { identity: 'ann', labels: { gpu: true } }),
  new Demand(method, { identity: 'ann', provider: 'one name' }),
  new Demand(method, { identity: 'nobody' }),
])

/** What an offer and a demand read of a member. */
class Person {
  methods: ReadonlySet<string> = new Set()
  labels: Record<string, number | boolean> = {}
  free = false
  ready = false
  barred = false
  isUsable = false
  readonly id: string
  readonly name: string | undefined
  readonly identity: string | undefined
  readonly instance: { readonly key: string }
  readonly names: ReadonlySet<string>

  constructor(index: number) {
    this.id = `i${index}`
    this.name = index === 7 ? 'ann' : index % 2 === 0 ? 'one name' : undefined
    this.identity = index < 3 ? 'ann' : undefined
    this.instance = { key: `k${index}` }
    const names = [this.id, this.instance.key, this.name, this.identity]
    this.names = new Set(names.filter((name) => name !== undefined))
  }

  offers(_service: string, method: string): boolean {
    return this.methods.has(method)
  }
}

test('agrees with plain sets, whoever joins, leaves, becomes ready or does not, or has other labels', () => {
  expect(forSequences({ runs: 200, length: 80 }, compareWithSets)).toBe(200)
})

function compareWithSets(steps: readonly Step[]): void {
  const people = Array.from({ length: 8 }, (_, index) => new Person(index))
  const offer = new Offer()
  const here = new Set<Person>()
  for (const [what, who, how, more] of steps) {
    const person = people[who % people.length] as Person
    change(offer, here, person, what, how)
    assert.deepEqual(offer.members, here)
    check(offer.ready, [...here].filter(isReady))
    for (const method of ['A.x', 'A.y', 'A.z', 'A.none']) {
      const count = [...here].filter(({ methods }) => methods.has(method)).length
      assert.equal(offer.count(method), count)
    }
    // A few of them, so that lists are as old as can be.
    for (let n = 0; n < 6; n++)
      compareDemand(offer, here, demands[(more + n * n * 7) % demands.length] as Demand)
  }
}

function change(offer: Offer, here: Set<Person>, person: Person, what: number, how: number): void {
  const member = person as unknown as Member
  if (!here.has(person)) {
    person.methods = new Set(['A.x', 'A.y', 'A.z'].filter((_, index) => (how >> index) % 2 === 1))
    here.add(person)
    offer.add(member, person.methods)
  } else if (what % 6 === 0) {
    here.delete(person)
    person.free = person.ready = person.isUsable = false
    offer.remove(member, person.methods)
  } else if (what % 6 === 1) {
    person.labels = { zone: how % 8, ...((how >> 3) % 2 === 0 ? {} : { gpu: (how >> 4) % 3 > 0 }) }
    offer.reconsider(member)
  } else {
    person.free = what % 2 === 0
    person.isUsable = person.free || how % 2 === 0
    person.barred = (how >> 1) % 4 === 0
    person.ready = person.free && !person.barred
    offer.setReady(member, person.ready)
  }
}

function compareDemand(offer: Offer, here: ReadonlySet<Person>, demand: Demand): void {
  const fitting = [...here].filter((person) => fits(person, demand))
  check([...offer.asked(demand)], fitting)
  const isNamed = demand.provider !== undefined || demand.instance !== undefined
  check(
    offer.candidates(demand),
    fitting.filter((person) => (isNamed ? person.free : person.ready)),
  )
  const abandoned = fitting.every((person) => person.barred || !person.isUsable)
  assert.equal(offer.isAbandoned(demand), abandoned, demand.key)
}

function fits({ methods, labels, id, name, identity, instance }: Person, demand: Demand): boolean {
  return (
    methods.has(demand.method) &&
    Object.entries(demand.labels ?? {}).every(([label, value]) => labels[label] === value) &&
    (demand.provider === undefined || demand.provider === id || demand.provider === name) &&
    (demand.identity === undefined || demand.identity === identity) &&
    (demand.instance === undefined || demand.instance === instance.key)
  )
}

/** The same ones, each once. */
function check(found: readonly unknown[], expected: readonly Person[]): void {
  assert.equal(found.length, expected.length)
  assert.deepEqual(new Set(found), new Set(expected))
}

function isReady({ ready }: Person): boolean {
  return ready
}
