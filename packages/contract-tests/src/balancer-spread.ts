import { describe, expect, test } from 'vitest'
import {
  type BalancerCandidate,
  type BalancerUnderTest,
  candidates,
  plainCall,
  withShares,
} from './balancer-candidates.ts'
import { scripted, seededRandom } from './chance.ts'
import { deviation, tally } from './tally.ts'

/** Equal ones get equal parts. */
export function describeEqualShares(make: () => BalancerUnderTest, spread: 'turns' | 'chance'): void {
  describe('with shares that are equal', () => {
    // All 1 when nobody set weights; all small while a whole fleet warms up.
    test.each([1, 0.5, 0.1])('of %d, it spreads evenly under equal load', (share) => {
      const balancer = make()
      const random = seededRandom(2026)
      const list = candidates(8).map((one) => ({ ...one, load: 0.25, share }))
      const counts = tally(list, 40_000, () => balancer.pick(list, random, plainCall))
      expect(deviation(counts, () => 1)).toBeLessThan(1)
    })

    if (spread === 'chance') return
    test('of 1, each has its turn before anyone has a second', () => {
      const balancer = make()
      const list = candidates(7)
      for (let round = 0; round < 5; round++) {
        const picked = new Set(list.map(() => balancer.pick(list, () => 0.5, plainCall)))
        expect(picked.size).toBe(list.length)
      }
    })
  })
}

const shares = [1, 0.5, 0.75, 1, 0.25, 0.5, 1, 0.75]
const share = (index: number): number => shares[index] as number

/** Each gets calls in proportion to its share, as long as all are loaded alike for their shares. */
export function describeShares(make: () => BalancerUnderTest): void {
  describe('with shares that differ', () => {
    test.each([
      ['all are idle', () => 0],
      ['each is loaded as much as its share', (index: number) => share(index) / 4],
    ])('it follows them while %s', (_when, load) => {
      const balancer = make()
      const random = seededRandom(29)
      const list = candidates(shares.length, load, share)
      const counts = tally(list, 40_000, () => balancer.pick(list, random, plainCall))
      expect(deviation(counts, (one) => one.share)).toBeLessThan(1)
    })

    test('it leaves nobody out, however small a share', () => {
      const balancer = make()
      const random = seededRandom(31)
      const list = withShares([1, 0.01, 1])
      const counts = tally(list, 5_000, () => balancer.pick(list, random, plainCall))
      expect(Math.min(...counts.values())).toBeGreaterThan(0)
    })
  })
}

type Pair = [BalancerCandidate, BalancerCandidate]

/** The better of two different ones, exactly: chance is written down, and every pair is drawn once. */
export function describeTwoChoices(make: () => BalancerUnderTest): void {
  describe('with two choices', () => {
    test.each([
      ['the less loaded one', [0, 1], [0.5, 1]],
      ['the less loaded one for its share', [0.3, 1], [0.2, 0.5]],
      ['the less loaded one of equal small shares', [0.01, 0.1], [0.02, 0.1]],
    ] as const)('of two, always %s', (_which, [goodLoad, goodShare], [badLoad, badShare]) => {
      const balancer = make()
      const load = (index: number): number => (index === 0 ? goodLoad : badLoad)
      const [good, bad] = candidates(2, load, (index) => (index === 0 ? goodShare : badShare)) as Pair
      const random = seededRandom(1)
      for (let turn = 0; turn < 100; turn++) {
        expect(balancer.pick([good, bad], random, plainCall)).toBe(good)
        expect(balancer.pick([bad, good], random, plainCall)).toBe(good)
      }
    })

    test.each([3, 4, 7])(
      'of %i, each pair is drawn as often as any other, and the better one wins',
      (count) => {
        const balancer = make()
        // The k-th has load k, so it is the better one in the pairs with those after it.
        const list = candidates(count, (rank) => rank / count)
        const wins = list.map(() => 0)
        for (let first = 0; first < count; first++) {
          for (let second = 0; second < count - 1; second++) {
            const chance = scripted((first + 0.5) / count, (second + 0.5) / (count - 1))
            const rank = list.indexOf(balancer.pick(list, chance, plainCall))
            wins[rank] = (wins[rank] ?? 0) + 1
          }
        }
        expect(wins).toEqual(list.map((_, rank) => 2 * (count - 1 - rank)))
      },
    )
  })
}
