import { withShares } from '@wsrpc/contract-tests/balancer-candidates'
import { scripted, seededRandom } from '@wsrpc/contract-tests/chance'
import { deviation, tally } from '@wsrpc/contract-tests/tally'
import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../src/balancers/balancer.ts'
import { mostDraws, weightedPlace } from '../../src/balancers/weighted.ts'

/** How often each place comes. */
function places(list: readonly Candidate[], times: number): readonly number[] {
  const random = seededRandom(8)
  return [...tally([...list.keys()], times, () => weightedPlace(list, random)).values()]
}

test('a full share takes the turn with one draw', () => {
  expect(weightedPlace(withShares([0.5, 1, 0.5]), scripted(0.4))).toBe(1)
})

describe('a smaller share', () => {
  test('takes the turn when chance is under it', () => {
    expect(weightedPlace(withShares([0.5, 0.5]), scripted(0.1, 0.49))).toBe(0)
  })

  test('else leaves it to the next that is drawn', () => {
    // Of each draw: where, whether it takes the turn, whether it is kept for the end.
    expect(weightedPlace(withShares([0.5, 0.9]), scripted(0.1, 0.5, 0.3, 0.6, 0.89))).toBe(1)
  })
})

test('after the last draw one of those drawn gets the turn, in proportion to the shares', () => {
  const list = withShares(Array.from({ length: mostDraws }, (_, index) => (index + 1) / 1e6))
  const random = seededRandom(3)
  // Each is drawn once, and with shares that small nobody takes the turn.
  const counts = tally([...list.keys()], 20_000, () => {
    let next = 0
    return weightedPlace(list, random, () => next++)
  })
  expect(deviation(counts, (place) => place + 1)).toBeLessThan(1)
})

test('draws are bounded, also when nobody ever takes the turn', () => {
  let draws = 0
  const place = weightedPlace(
    withShares([1e-12, 1e-12]),
    () => 0.999,
    () => draws++ % 2,
  )
  expect([place, draws]).toEqual([0, mostDraws])
})

// What the bound on draws costs: with large shares nothing, with ever smaller ones a little, in favour of the light.
test.each([
  ['half of them full', [1, 0.5], 0.02],
  ['one full among three quarters', [1, 0.25, 0.25, 0.25], 0.06],
  ['a fleet of two kinds that warms up', [0.1, 0.05], 0.05],
  ['one that is ten times as heavy as nine others', [1, ...Array.from({ length: 9 }, () => 0.1)], 0.25],
] as const)('the heaviest gets its share: %s', (_which, shares, error) => {
  const times = 50_000
  const [heaviest] = places(withShares(shares), times)
  const due = (times * shares[0]) / shares.reduce<number>((sum, share) => sum + share, 0)
  expect(Math.abs((heaviest as number) / due - 1)).toBeLessThan(error)
})
