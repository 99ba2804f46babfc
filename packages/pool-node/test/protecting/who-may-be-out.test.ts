import { expect, test } from 'vitest'
import { Ward } from './ward.ts'

/** How many are out when all have been well so far, and all but one begin to fail. */
function outOf(instances: number, maxShare?: number): number {
  const ward = new Ward(instances, maxShare === undefined ? {} : { maxShare })
  for (const { member } of ward.all) ward.succeed(member, 0, 1000)
  for (const { member } of ward.all) if (member > 0 || instances === 1) ward.fail(member, 0, 50)
  expect(ward.in('ejected')).toHaveLength(ward.ejection.out)
  return ward.ejection.out
}

test('at most half are out', () => {
  expect([10, 19, 20, 100, 1000].map((count) => outOf(count))).toEqual([5, 9, 10, 50, 500])
})

test('the share is an option, exact where parts can not be written down exactly', () => {
  expect(outOf(100, 0.29)).toBe(29)
  expect(outOf(30, 0.3)).toBe(9)
  expect([10, 19, 20].map((count) => outOf(count, 0.1))).toEqual([1, 1, 2])
})

test('one may always be out, the only one never', () => {
  expect([outOf(1), outOf(2), outOf(3), outOf(5, 0)]).toEqual([0, 1, 1, 1])
  expect([outOf(1, 1), outOf(2, 1), outOf(10, 1)]).toEqual([0, 1, 9])
})

test('who could not go goes at its next failure, once there is room', () => {
  const ward = new Ward(3)
  ward.fail(0, 0, 5)
  ward.fail(1, 0, 9)
  ward.tryAgain(0, 30_000)
  ward.fail(1, 30_001)
  expect(ward.in('ejected')).toEqual([])
  ward.succeed(0, 30_002)
  ward.fail(1, 30_003)
  expect(ward.in('ejected')).toEqual([1])
})

test('is restored at once when the others leave', () => {
  const ward = new Ward(3)
  ward.fail(2, 0, 5)
  ward.leave(0, 10)
  expect(ward.in('ejected')).toEqual([2])
  ward.leave(1, 20)
  expect(ward.told).toEqual(['2 ejected until 30000: consecutive', '2 restored'])
  expect(ward.get(2)).toMatchObject({ state: 'well', since: 20, until: undefined })
  ward.fail(2, 30, 50)
  expect(ward.in('ejected')).toEqual([])
})

test('of several that are left, one on trial serves, else the one whose time is over first', () => {
  const left = (trial: boolean): readonly number[] => {
    const ward = new Ward(4, { maxShare: 1 })
    ward.fail(2, 0, 5)
    ward.fail(1, 5, 5)
    ward.fail(3, 10, 5)
    if (trial) ward.tryAgain(3, 20)
    ward.leave(0, 30)
    expect(ward.ejection.out).toBe(2)
    return ward.in('well').filter((member) => member !== 0)
  }
  expect(left(false)).toEqual([2])
  expect(left(true)).toEqual([3])
})

test('of who left, nothing is told and nothing counts', () => {
  const ward = new Ward(20)
  ward.fail(0, 0, 5)
  ward.tryAgain(0, 30_000)
  ward.fail(1, 30_000, 5)
  ward.told.length = 0
  for (const gone of [0, 1, 2]) ward.leave(gone, 30_000)
  ward.succeed(0, 30_001)
  ward.fail(0, 30_001)
  ward.tryAgain(1, 60_000)
  ward.fail(2, 60_000, 9)
  ward.leave(2, 60_000)
  expect(ward.told).toEqual([])
  expect(ward.ejection.out).toBe(0)
  ward.fail(3, 60_000, 5)
  expect(ward.told).toEqual(['3 ejected until 90000: consecutive'])
})

test('all may leave, also those that are out', () => {
  const ward = new Ward(2)
  ward.fail(1, 0, 5)
  ward.leave(1, 10)
  ward.leave(0, 20)
  expect(ward.told).toHaveLength(1)
  expect(ward.ejection.out).toBe(0)
})
