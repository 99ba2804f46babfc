import { expect, test } from 'vitest'
import { Ward } from './ward.ts'

/** Two instances, of which one is ejected until 30000. */
function ejected(): Ward {
  const ward = new Ward(2)
  ward.fail(1, 0, 5)
  ward.told.length = 0
  return ward
}

test('on trial one success restores it, with a new row', () => {
  const ward = ejected()
  ward.tryAgain(1, 30_000)
  ward.succeed(1, 30_005)
  expect(ward.told).toEqual(['1 on trial', '1 restored'])
  expect(ward.get(1)).toMatchObject({ state: 'well', since: 30_005, until: undefined, streak: 0 })
  expect(ward.ejection.out).toBe(0)
  ward.fail(1, 30_010, 4)
  expect(ward.in('ejected')).toEqual([])
})

test('on trial one failure ejects it again at once, for longer', () => {
  const ward = ejected()
  ward.tryAgain(1, 30_000)
  ward.fail(1, 30_005)
  ward.tryAgain(1, 90_005)
  ward.fail(1, 90_005)
  expect(ward.told).toEqual([
    '1 on trial',
    '1 ejected until 90005: consecutive',
    '1 on trial',
    '1 ejected until 180005: consecutive',
  ])
})

test('the time grows to the longest and no further; that is forgotten as fast as it takes to fill it', () => {
  const ward = new Ward(2, { baseTime: 100, maxTime: 250, interval: 1000 })
  ward.fail(1, 0, 5)
  const times: number[] = []
  for (let now = 1000; now <= 20_000; now += 1000) {
    ward.tryAgain(1, now)
    ward.fail(1, now)
    times.push((ward.get(1).until as number) - now)
  }
  expect(times.slice(0, 3)).toEqual([200, 250, 250])
  expect(new Set(times.slice(1))).toEqual(new Set([250]))
  ward.tryAgain(1, 30_000)
  ward.succeed(1, 30_000)
  ward.fail(1, 33_000, 5)
  expect(ward.get(1).until).toBe(33_100)
})

test('each interval that it stays well takes one off the multiplier', () => {
  const again = (after: number): number => {
    const ward = ejected()
    ward.tryAgain(1, 30_000)
    ward.fail(1, 30_000)
    ward.tryAgain(1, 90_000)
    ward.succeed(1, 90_000)
    ward.fail(1, 90_000 + after, 5)
    return (ward.get(1).until as number) - 90_000 - after
  }
  expect([0, 9999, 10_000, 19_999, 20_000, 1_000_000].map(again)).toEqual([
    90_000, 90_000, 60_000, 60_000, 30_000, 30_000,
  ])
})

test('a trial that takes long is no time that it was well', () => {
  const ward = ejected()
  ward.tryAgain(1, 30_000)
  ward.fail(1, 100_000)
  expect(ward.get(1).until).toBe(160_000)
})

test('only an ejected one is tried', () => {
  const ward = ejected()
  ward.tryAgain(0, 10)
  ward.tryAgain(1, 30_000)
  ward.tryAgain(1, 30_001)
  expect(ward.told).toEqual(['1 on trial'])
  expect(ward.get(1).since).toBe(30_000)
})
