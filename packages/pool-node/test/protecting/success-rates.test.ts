import { expect, test } from 'vitest'
import type { EjectionOptions } from '../../src/protection/ejection-options.ts'
import { Ward } from './ward.ts'

/** Each has so many calls, of which so many fail, all at 1; failures in a row do not count. */
function interval(failing: readonly number[], calls: number = 100, options: EjectionOptions = {}): Ward {
  const ward = new Ward(failing.length, { consecutiveFailures: 1000, ...options })
  failing.forEach((failures, member) => {
    ward.fail(member, 1, failures)
    ward.succeed(member, 1, calls - failures)
  })
  return ward
}

test('who succeeds far less often than the others is ejected at the first report after the interval', () => {
  const ward = interval([1, 1, 1, 30, 1])
  ward.succeed(0, 10_000)
  expect(ward.told).toEqual([])
  ward.succeed(0, 10_001)
  expect(ward.told).toEqual(['3 ejected until 40001: successRate'])
})

test('a failure begins the comparison as well as a success', () => {
  const ward = interval([1, 1, 1, 30, 1])
  ward.fail(0, 10_001)
  expect(ward.in('ejected')).toEqual([3])
})

test('where all are equally bad nobody stands out, however their sum is rounded', () => {
  for (let count = 5; count < 30; count++) {
    for (const failing of [0, 10, 30, 41, 90, 99, 100]) {
      for (const deviations of [0, 1.9]) {
        const all = Array.from({ length: count }, () => failing)
        const ward = interval(all, 100, { successRate: { deviations } })
        ward.succeed(0, 10_001)
        expect(ward.told).toEqual([])
      }
    }
  }
})

test('five must have had a hundred calls each', () => {
  const judged = (failing: readonly number[], calls?: number): number => {
    const ward = interval(failing, calls)
    ward.succeed(0, 10_001)
    return ward.ejection.out
  }
  expect(judged([0, 0, 0, 0, 50])).toBe(1)
  expect(judged([0, 0, 0, 50])).toBe(0)
  expect(judged([0, 0, 0, 0, 50], 99)).toBe(0)
})

test('who had fewer calls is neither judged nor part of what is usual', () => {
  const ward = new Ward(6, { consecutiveFailures: 1000, maxShare: 1 })
  for (const member of [0, 1, 2, 3, 4]) ward.succeed(member, 1, 100)
  ward.fail(5, 1, 99)
  ward.succeed(0, 10_001)
  expect(ward.told).toEqual([])
})

test('a single failure is no reason, though all others had none', () => {
  const out = (failures: number, options?: EjectionOptions): number => {
    const ward = interval([0, 0, 0, 0, failures], 100, options)
    ward.succeed(0, 10_001)
    return ward.ejection.out
  }
  expect([out(1), out(4), out(5)]).toEqual([0, 0, 1])
  expect(out(1, { successRate: { minFailures: 1 } })).toBe(1)
})

test('how far below is an option', () => {
  // Rates 1 × 9 and 0.5: the mean is 0.95, the deviation 0.15; the last is 3 deviations below.
  const out = (deviations: number): number => {
    const ward = interval([0, 0, 0, 0, 0, 0, 0, 0, 0, 50], 100, { successRate: { deviations } })
    ward.succeed(0, 10_001)
    return ward.ejection.out
  }
  expect([out(2.9), out(3.1)]).toEqual([1, 0])
})

test('the share holds here too, and the worst goes first', () => {
  const ward = interval([40, ...Array.from({ length: 18 }, () => 0), 50], 100, { maxShare: 0.1 })
  ward.succeed(1, 10_001)
  expect(ward.in('ejected')).toEqual([0, 19])
  const fewer = interval([40, ...Array.from({ length: 17 }, () => 0), 50], 100, { maxShare: 0.1 })
  fewer.succeed(1, 10_001)
  expect(fewer.in('ejected')).toEqual([18])
})

test('each interval is judged by itself, and one before a pause not at all', () => {
  const ward = interval([0, 0, 0, 0, 30])
  ward.succeed(0, 20_001)
  for (const member of [0, 1, 2, 3]) ward.succeed(member, 20_002, 100)
  ward.succeed(4, 20_002, 100)
  ward.succeed(0, 30_001)
  expect(ward.told).toEqual([])
  ward.fail(4, 30_002, 10)
  ward.succeed(0, 40_001)
  expect(ward.told).toEqual([])
})

test('who is out does not count as usual', () => {
  const ward = new Ward(6, { maxShare: 1 })
  ward.fail(5, 1, 5)
  for (const member of [0, 1, 2, 3]) ward.succeed(member, 2, 100)
  ward.fail(4, 2, 4)
  ward.succeed(4, 2, 60)
  ward.fail(4, 2, 4)
  ward.succeed(4, 2, 60)
  ward.succeed(0, 10_001)
  expect(ward.told.slice(1)).toEqual(['4 ejected until 40001: successRate'])
})

test('can be switched off', () => {
  const ward = interval([0, 0, 0, 0, 90], 100, { successRate: false })
  ward.succeed(0, 10_001)
  ward.succeed(0, 20_001)
  expect(ward.told).toEqual([])
})
