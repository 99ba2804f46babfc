import { describe, expect, test } from 'vitest'
import { type BalancerUnderTest, candidates, plainCall, watched } from './balancer-candidates.ts'
import { describeFollowedKeys, describeIgnoredKeys } from './balancer-keys.ts'
import { describeEqualShares, describeShares, describeTwoChoices } from './balancer-spread.ts'
import { seededRandom } from './chance.ts'

/** Where balancers may differ. */
export interface BalancerExpectations {
  /** `'turns'`: equal ones come one after the other. `'chance'`: as the source of chance says. */
  readonly spread: 'turns' | 'chance'
  /** The better of so many different ones, drawn at random; absent when the load does not count. */
  readonly choices?: 2
  /** Whether calls with the same affinity key go to the same one. */
  readonly keys: 'followed' | 'ignored'
}

/** The largest number that a source of chance may give. */
const almostOne = 1 - 2 ** -53

/** Most reads of the list (elements, its length) in one pick without a key, by the shares of those in it. */
const mostReads = [
  { shares: 'all 1', share: () => 1, reads: 6 },
  { shares: 'all small', share: () => 0.01, reads: 24 },
  { shares: 'mixed', share: (index: number) => 1 / (1 + (index % 5)), reads: 24 },
]

const keyPromises = { followed: describeFollowedKeys, ignored: describeIgnoredKeys }

/** What every balancer must do, whatever its policy. */
export function describeBalancer(
  name: string,
  make: () => BalancerUnderTest,
  expectations: BalancerExpectations,
): void {
  describe(`${name} as a balancer`, () => {
    test('has a name', () => {
      expect(make().name).toBe(name)
    })

    describeChoice(make)
    describeIndependence(make)
    describeEqualShares(make, expectations.spread)
    describeShares(make)
    if (expectations.choices === 2) describeTwoChoices(make)
    keyPromises[expectations.keys](make)
  })
}

function describeChoice(make: () => BalancerUnderTest): void {
  test('picks the only one, whatever its load and share', () => {
    const balancer = make()
    for (const [load, share] of [
      [0, 1],
      [0.5, 0.5],
      [0.999, 0.001],
    ] as const) {
      const list = candidates(
        1,
        () => load,
        () => share,
      )
      for (const number of [0, 0.5, almostOne])
        expect(balancer.pick(list, () => number, plainCall)).toBe(list[0])
    }
  })

  test('never picks outside the list, at the edges of chance and while the list grows and shrinks', () => {
    const balancer = make()
    const random = seededRandom(7)
    const all = candidates(20, undefined, (index) => 1 / (1 + (index % 3)))
    for (const source of [() => 0, () => almostOne, random]) {
      for (let turn = 0; turn < 200; turn++) {
        const some = all.slice(0, 1 + Math.floor(random() * all.length))
        const affinity = turn % 2 === 0 ? undefined : `user-${turn}`
        expect(some).toContain(balancer.pick(some, source, { method: 'Backend.get', affinity }))
      }
    }
  })

  test.each(mostReads)(
    'reads a few of the list, however long it is, and changes nothing: shares $shares',
    ({ share, reads }) => {
      const balancer = make()
      const random = seededRandom(3)
      for (const length of [1, 2, 10, 10_000]) {
        const list = watched(candidates(length, undefined, share))
        for (let turn = 0; turn < 50; turn++) {
          list.reads = 0
          balancer.pick(list.candidates, random, plainCall)
          expect(list.reads, `reads of ${length}`).toBeLessThanOrEqual(reads)
        }
      }
    },
  )
}

function describeIndependence(make: () => BalancerUnderTest): void {
  test('takes chance from its argument alone', () => {
    const list = candidates(50)
    const picks = (): readonly number[] => {
      const balancer = make()
      const random = seededRandom(11)
      return Array.from({ length: 100 }, () => list.indexOf(balancer.pick(list, random, plainCall)))
    }
    expect(picks()).toEqual(picks())
  })

  test('two of one kind keep nothing in common', () => {
    const [one, two, alone] = [make(), make(), make()]
    const list = candidates(5)
    const chance = (): (() => number) => seededRandom(5)
    const [forOne, forTwo, forAlone] = [chance(), chance(), chance()]
    for (let turn = 0; turn < 20; turn++) {
      const expected = alone.pick(list, forAlone, plainCall)
      expect(one.pick(list, forOne, plainCall)).toBe(expected)
      expect(two.pick(list, forTwo, plainCall)).toBe(expected)
    }
  })
}
