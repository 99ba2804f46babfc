import { forSequences, type Step } from '@wsrpc/contract-tests/sequences'
import assert from 'node:assert/strict'
import { expect, test } from 'vitest'
import type { Member } from '../../src/roster/instance.ts'
import { Offer } from '../../src/roster/offer.ts'

test('agrees with plain sets, whoever joins, leaves, becomes ready or does not', () => {
  expect(forSequences({ runs: 200, length: 80 }, compareWithSets)).toBe(200)
})

/** Of a member the offer reads only its names. */
function compareWithSets(steps: readonly Step[]): void {
  const people = Array.from({ length: 8 }, (_, index) => {
    return { id: `i${index}`, name: 'one name', instance: { key: `k${index}` } } as Member
  })
  const offer = new Offer()
  const methods = new Map<Member, ReadonlySet<string>>()
  const ready = new Set<Member>()
  for (const [what, who, how] of steps) {
    const member = people[who % people.length] as Member
    const having = methods.get(member)
    if (having === undefined) {
      const some = new Set(['A.x', 'A.y', 'A.z'].filter((_, index) => (how >> index) % 2 === 1))
      methods.set(member, some)
      offer.add(member, some)
    } else if (what % 5 === 0) {
      methods.delete(member)
      ready.delete(member)
      offer.remove(member, having)
    } else {
      if (what % 2 === 0) ready.add(member)
      else ready.delete(member)
      offer.setReady(member, what % 2 === 0)
    }
    assert.deepEqual(offer.members, new Set(methods.keys()))
    assert.equal(offer.ready.length, ready.size)
    assert.deepEqual(new Set(offer.ready), ready)
    for (const method of ['A.x', 'A.y', 'A.z', 'A.none']) {
      const count = [...methods.values()].filter((names) => names.has(method)).length
      assert.equal(offer.count(method), count)
    }
  }
}
