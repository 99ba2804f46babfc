import { describe, expect, test } from 'vitest'
import {
  type BalancerCandidate,
  type BalancerUnderTest,
  callWithKey,
  candidates,
  plainCall,
  shuffled,
  watched,
  withShares,
} from './balancer-candidates.ts'
import { seededRandom } from './chance.ts'
import { deviation, tally } from './tally.ts'

const keys = Array.from({ length: 10_000 }, (_, n) => `user-${n}`)

const turns = [...keys.keys()]

const equal = Array.from({ length: 10 }, () => 1)
const different = equal.map((_, index) => 1 / (1 + (index % 4)))

/** Who gets each of the keys. */
type Owners = readonly BalancerCandidate[]

/** With a key there is no chance. */
const noChance = (): number => {
  throw new Error('asked for chance, though the call has a key')
}

function ownersIn(list: readonly BalancerCandidate[], make: () => BalancerUnderTest): Owners {
  const balancer = make()
  return keys.map((affinity) => balancer.pick(list, noChance, callWithKey(affinity)))
}

/** Which keys have another owner after than before. */
function moves(before: Owners, after: Owners): readonly number[] {
  return turns.filter((turn) => before[turn]?.id !== after[turn]?.id)
}

/** Each that owns one of these keys. */
function namesOf(owners: Owners, some: readonly number[]): ReadonlySet<unknown> {
  return new Set(some.map((turn) => owners[turn]?.id))
}

/** The key decides, and moves as little as can be. */
export function describeFollowedKeys(make: () => BalancerUnderTest): void {
  describe('with a key', () => {
    test('says that it looks at keys by itself', () => {
      expect(make().keyed).toBe(true)
    })

    test('gives the same key to the same one: in any order, under any load, for any method', () => {
      const [balancer, another] = [make(), make()]
      const random = seededRandom(5)
      const list = candidates(10)
      for (const affinity of ['', 'a', 'Zoë 🦓', 'x'.repeat(5000), '\0', ...keys.slice(0, 300)]) {
        const owner = balancer.pick(list, noChance, callWithKey(affinity))
        const others = shuffled(list, random).map((one) => ({ ...one, load: random() }))
        const picked = another.pick(others, noChance, { method: 'Other.set', affinity })
        expect(picked.id, `key '${affinity}'`).toBe(owner.id)
      }
    })

    test.each([
      ['equal', equal],
      ['different', different],
    ])('reads each of the list once, and changes nothing: %s shares', (_kind, shares) => {
      const list = watched(withShares(Array.from({ length: 100 }, () => shares).flat()))
      make().pick(list.candidates, noChance, callWithKey('user-1'))
      // One of them twice, where the shares begin to differ.
      expect(list.elements).toBeLessThanOrEqual(1000 + 1)
    })
  })

  describe('with many keys', () => {
    describeMoves(make, 'equal', equal)
    describeMoves(make, 'different', different)
    describeChangesOfShare(make)

    test('of ten equal ones, less than 15 % move when one leaves', () => {
      const list = withShares(equal)
      const before = ownersIn(list, make)
      for (const gone of list) {
        const others = list.filter((one) => one !== gone)
        expect(moves(before, ownersIn(others, make)).length / keys.length).toBeLessThan(0.15)
      }
    })
  })
}

function describeMoves(make: () => BalancerUnderTest, kind: string, shares: readonly number[]): void {
  describe(`and ${kind} shares`, () => {
    const list = withShares(shares)

    test('each gets its part of the keys', () => {
      const owners = ownersIn(list, make)
      const counts = tally(list, keys.length, (turn) => owners[turn] as BalancerCandidate)
      expect(deviation(counts, (one) => one.share)).toBeLessThan(1)
    })

    test.each([0, 3, 9])('when number %i of ten leaves, its keys move, to all others, and no other', (at) => {
      const gone = list[at] as BalancerCandidate
      const others = list.filter((one) => one !== gone)
      const [before, after] = [ownersIn(list, make), ownersIn(others, make)]
      const moved = moves(before, after)
      expect(namesOf(before, moved)).toEqual(new Set([gone.id]))
      const counts = tally(others, moved.length, (n) => after[moved[n] as number] as BalancerCandidate)
      expect(deviation(counts, (one) => one.share)).toBeLessThan(1)
    })

    test('when another one comes, its share of the keys moves, and only to it', () => {
      const larger = withShares([...shares, 0.5])
      const comes = larger.pop() as BalancerCandidate
      larger.splice(4, 0, comes)
      const [before, after] = [ownersIn(list, make), ownersIn(larger, make)]
      const moved = new Set(moves(before, after))
      expect(namesOf(after, [...moved])).toEqual(new Set([comes.id]))
      const counts = tally([true, false], keys.length, (turn) => moved.has(turn))
      const others = shares.reduce((sum, share) => sum + share)
      expect(deviation(counts, (isMoved) => (isMoved ? comes.share : others))).toBeLessThan(1)
    })
  })
}

function describeChangesOfShare(make: () => BalancerUnderTest): void {
  describe('and shares that change', () => {
    test('one that warms up takes keys from the others, and those none from each other', () => {
      const warm = withShares(equal)
      const cold = warm.map((one, index) => (index === 6 ? { ...one, share: 0.1 } : one))
      const [before, after] = [ownersIn(cold, make), ownersIn(warm, make)]
      expect(namesOf(after, moves(before, after))).toEqual(new Set([warm[6]?.id]))
    })

    test('nothing moves when all shrink alike, as when a heavier one comes and takes no calls', () => {
      const list = withShares(different)
      const smaller = list.map((one) => ({ ...one, share: one.share / 3 }))
      expect(moves(ownersIn(list, make), ownersIn(smaller, make))).toEqual([])
    })
  })
}

/** The key changes nothing. */
export function describeIgnoredKeys(make: () => BalancerUnderTest): void {
  describe('with a key', () => {
    test('does not say that it looks at keys', () => {
      expect(make().keyed ?? false).toBe(false)
    })

    test('picks as it does without', () => {
      const [without, having] = [make(), make()]
      const [random, same] = [seededRandom(4), seededRandom(4)]
      const list = candidates(20)
      for (let turn = 0; turn < 200; turn++) {
        const expected = without.pick(list, random, plainCall)
        expect(having.pick(list, same, callWithKey(`user-${turn % 3}`))).toBe(expected)
      }
    })
  })
}
