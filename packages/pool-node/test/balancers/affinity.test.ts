import {
  callWithKey,
  candidates,
  plainCall,
  shuffled,
  withShares,
} from '@wsrpc/contract-tests/balancer-candidates'
import { seededRandom } from '@wsrpc/contract-tests/chance'
import { forSequences } from '@wsrpc/contract-tests/sequences'
import { deviation, tally } from '@wsrpc/contract-tests/tally'
import { describe, expect, test } from 'vitest'
import { affinity, ranked } from '../../src/balancers/affinity.ts'
import type { Balancer, Candidate } from '../../src/balancers/balancer.ts'
import { hash32 } from '../../src/balancers/hash.ts'

const noChance = (): number => expect.fail('asked for chance')
const first = (list: readonly Candidate[], key: string): Candidate =>
  affinity().pick(list, noChance, callWithKey(key))

test('whatever the shares and the order: each that leaves hands the key to the next of the ranking', () => {
  const kinds = [1, 1, 1, 0.5, 0.1, 0.003, 1e-9]
  const runs = forSequences({ runs: 300, length: 12 }, (steps) => {
    const list = steps.map(([what, who, how], index): Candidate => {
      // A hash may be had twice, or lie at an edge.
      const hash = [0, -1, 2 ** 31 - 1, -(2 ** 31)][how % 8] ?? (how << 16) ^ who
      const share = kinds[what % kinds.length] as number
      return { id: `i${index}`, name: undefined, labels: {}, load: 0, share, hash }
    })
    const key = `key ${steps[0]?.join()}`
    const order = ranked(list, key)
    expect(new Set(order)).toEqual(new Set(list))
    expect(ranked([...list].reverse(), key)).toEqual(order)
    const left = shuffled(list, seededRandom(list.length))
    for (const expected of order) {
      expect(first(left, key)).toBe(expected)
      left.splice(left.indexOf(expected), 1)
    }
  })
  expect(runs).toBe(300)
})

describe('many keys', () => {
  const keys = Array.from({ length: 20_000 }, (_, n) => `user-${n}`)
  const key = (turn: number): string => keys[turn] as string

  test.each([
    ['that count up', (index: number) => index],
    ['that differ in the highest bits', (index: number) => index << 28],
    ['that differ in one bit', (index: number) => 1 << index],
  ])('spread evenly over hashes %s', (_which, hash) => {
    const list = candidates(10).map((one, index) => ({ ...one, hash: hash(index) }))
    const counts = tally(list, keys.length, (turn) => first(list, key(turn)))
    expect(deviation(counts, () => 1)).toBeLessThan(1)
  })

  test.each([
    ['one heavy among light ones', [1, 0.01, 0.01, 0.01, 0.01]],
    ['one light among heavy ones', [1, 1, 0.02, 1]],
    ['two kinds', [1, 0.5, 1, 0.5, 1, 0.5]],
    ['equal ones first, so that the weights begin late', [1, 1, 1, 1, 0.5, 0.25]],
  ])('follow the shares exactly: %s', (_which, shares) => {
    const list = withShares(shares)
    const counts = tally(list, keys.length, (turn) => first(list, key(turn)))
    expect(deviation(counts, (one) => one.share)).toBeLessThan(1)
  })

  test('go by halves to two with the same hash, and to the same one in any order', () => {
    const [one, two] = candidates(2).map((candidate) => ({ ...candidate, hash: 7 })) as [Candidate, Candidate]
    const counts = tally([one, two], 10_000, (turn) => first([one, two], key(turn)))
    expect(deviation(counts, () => 1)).toBeLessThan(1)
    for (const some of keys.slice(0, 50)) expect(first([two, one], some)).toBe(first([one, two], some))
  })
})

test('the highest and the lowest of all lots count as any other', () => {
  // What the mixing makes the largest and the smallest number of 32 bits of.
  const [highest, lowest] = [0x9c0d8e22, 0x7ec69360].map((number) => number ^ hash32('key'))
  const [low, high, other] = withShares([0.5, 0.25, 1]) as [Candidate, Candidate, Candidate]
  const list = [{ ...low, hash: lowest as number }, { ...high, hash: highest as number }, other]
  expect(ranked(list, 'key')).toEqual([list[1], list[2], list[0]])
  expect(first(list, 'key')).toBe(list[1])
  expect(first([...list].reverse(), 'key')).toBe(list[1])
})

test('whoever comes first in a ranking, all others come second as often', () => {
  const list = candidates(4)
  const rankings = Array.from({ length: 8_000 }, (_, n) => ranked(list, `user-${n}`))
  for (const winner of list) {
    const others = list.filter((one) => one !== winner)
    const seconds = rankings.filter(([best]) => best === winner).map(([, second]) => second as Candidate)
    const counts = tally(others, seconds.length, (n) => seconds[n] as Candidate)
    expect(deviation(counts, () => 1)).toBeLessThan(1)
  }
})

test('a call without a key goes by the other balancer, with all that it needs', () => {
  const asked: unknown[] = []
  const last: Balancer = {
    name: 'last',
    pick: (list, random, call) => {
      asked.push([list, random, call])
      return list.at(-1) as never
    },
  }
  const balancer = affinity(last)
  const list = candidates(5)
  const random = seededRandom(1)
  expect(balancer.pick(list, random, plainCall)).toBe(list[4])
  expect(asked).toEqual([[list, random, plainCall]])
  balancer.pick(list, random, callWithKey(''))
  expect(asked).toHaveLength(1)
})

test('without another balancer, a call without a key goes to the less loaded of two', () => {
  const list = candidates(2, (index) => index / 2)
  const random = seededRandom(1)
  for (let turn = 0; turn < 20; turn++) expect(affinity().pick(list, random, plainCall)).toBe(list[0])
})
