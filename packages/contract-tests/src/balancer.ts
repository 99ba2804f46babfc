import { describe, expect, test } from 'vitest'
import { scripted, seededRandom } from './chance.ts'

/** What is told of one that may be chosen. */
export interface BalancerCandidate {
  readonly load: number
}

/** The seam, as the suite needs it. */
export interface BalancerUnderTest {
  readonly name: string
  pick<C extends BalancerCandidate>(candidates: readonly C[], random: () => number): C
}

/** Where balancers may differ. */
export interface BalancerExpectations {
  /** `'turns'`: equal ones come one after the other. `'chance'`: as the source of chance says. */
  readonly spread: 'turns' | 'chance'
  /** The better of so many different ones, drawn at random; absent when the load does not count. */
  readonly choices?: 2
}

/** The largest number that a source of chance may give. */
const almostOne = 1 - 2 ** -53

/** Most reads of the list (elements, its length) in one pick. */
const mostReads = 6

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

    test('picks the only one, whatever its load', () => {
      const balancer = make()
      for (const load of [0, 0.5, 0.999]) {
        const only = { load }
        for (const number of [0, 0.5, almostOne]) expect(balancer.pick([only], () => number)).toBe(only)
      }
    })

    test('never picks outside the list, at the edges of chance and while the list grows and shrinks', () => {
      const balancer = make()
      const random = seededRandom(7)
      const all = candidates(20)
      for (const source of [() => 0, () => almostOne, random]) {
        for (let turn = 0; turn < 200; turn++) {
          const some = all.slice(0, 1 + Math.floor(random() * all.length))
          expect(some).toContain(balancer.pick(some, source))
        }
      }
    })

    test('reads a few of the list, however long it is, and changes nothing', () => {
      const balancer = make()
      const random = seededRandom(3)
      for (const length of [1, 2, 10, 10_000]) {
        const list = watched(candidates(length))
        for (let turn = 0; turn < 50; turn++) {
          list.reads = 0
          balancer.pick(list.candidates, random)
          expect(list.reads, `reads of ${length}`).toBeLessThanOrEqual(mostReads)
        }
      }
    })

    test('takes chance from its argument alone', () => {
      const list = candidates(50)
      const picks = (): readonly number[] => {
        const balancer = make()
        const random = seededRandom(11)
        return Array.from({ length: 100 }, () => list.indexOf(balancer.pick(list, random)))
      }
      expect(picks()).toEqual(picks())
    })

    test('two of one kind keep nothing in common', () => {
      const [one, two, alone] = [make(), make(), make()]
      const list = candidates(5)
      const chance = (): (() => number) => seededRandom(5)
      const [forOne, forTwo, forAlone] = [chance(), chance(), chance()]
      for (let turn = 0; turn < 20; turn++) {
        const expected = alone.pick(list, forAlone)
        expect(one.pick(list, forOne)).toBe(expected)
        expect(two.pick(list, forTwo)).toBe(expected)
      }
    })

    describeSpread(make, expectations)
    if (expectations.choices === 2) describeTwoChoices(make)
  })
}

function describeSpread(make: () => BalancerUnderTest, { spread }: BalancerExpectations): void {
  test('spreads evenly under equal load', () => {
    const balancer = make()
    const random = seededRandom(2026)
    const list = candidates(8, () => 0.25)
    const picks = 80_000
    const counts = new Map<object, number>(list.map((candidate) => [candidate, 0]))
    for (let turn = 0; turn < picks; turn++) {
      const picked = balancer.pick(list, random)
      counts.set(picked, (counts.get(picked) ?? 0) + 1)
    }
    const share = picks / list.length
    // Five standard deviations of a binomial distribution: by chance once in a million runs, and the seed is fixed.
    const slack = spread === 'turns' ? 0 : 5 * Math.sqrt(share * (1 - 1 / list.length))
    for (const count of counts.values()) expect(Math.abs(count - share)).toBeLessThanOrEqual(slack)
  })

  if (spread === 'chance') return
  test('each has its turn before anyone has a second', () => {
    const balancer = make()
    const list = candidates(7)
    for (let round = 0; round < 5; round++) {
      const picked = new Set(list.map(() => balancer.pick(list, () => 0.5)))
      expect(picked.size).toBe(list.length)
    }
  })
}

/** The better of two different ones, exactly: chance is written down, and every pair is drawn once. */
function describeTwoChoices(make: () => BalancerUnderTest): void {
  test('of two, always the less loaded one', () => {
    const balancer = make()
    const [idle, busy] = [{ load: 0 }, { load: 0.5 }]
    const random = seededRandom(1)
    for (let turn = 0; turn < 100; turn++) {
      expect(balancer.pick([idle, busy], random)).toBe(idle)
      expect(balancer.pick([busy, idle], random)).toBe(idle)
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
          const rank = list.indexOf(balancer.pick(list, chance))
          wins[rank] = (wins[rank] ?? 0) + 1
        }
      }
      expect(wins).toEqual(list.map((_, rank) => 2 * (count - 1 - rank)))
    },
  )
}

function candidates(
  count: number,
  load: (index: number) => number = (index) => (index % 5) / 10,
): BalancerCandidate[] {
  return Array.from({ length: count }, (_, index) => ({ load: load(index) }))
}

/** A list that counts what is read of it and lets nobody change it, nor what is in it. */
function watched(list: readonly BalancerCandidate[]): {
  readonly candidates: readonly BalancerCandidate[]
  reads: number
} {
  const refuse = (): never => {
    throw new Error('the list of candidates was changed')
  }
  const watch = {
    reads: 0,
    candidates: new Proxy(list.map(Object.freeze) as BalancerCandidate[], {
      get: (target, key) => {
        watch.reads++
        return Reflect.get(target, key) as unknown
      },
      has: (target, key) => {
        watch.reads++
        return Reflect.has(target, key)
      },
      ownKeys: (target) => {
        watch.reads += target.length
        return Reflect.ownKeys(target)
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      setPrototypeOf: refuse,
    }),
  }
  return watch
}
