import { expect, test } from 'vitest'
import { Ward } from './ward.ts'

test('five failures in a row eject for 30 s, four do not', () => {
  const ward = new Ward(2)
  ward.fail(1, 1000, 4)
  expect(ward.told).toEqual([])
  ward.fail(1, 2000)
  expect(ward.told).toEqual(['1 ejected until 32000: consecutive'])
  expect(ward.get(1)).toMatchObject({ state: 'ejected', since: 2000, until: 32_000 })
})

test('a success between them begins a new row', () => {
  const ward = new Ward(2)
  ward.fail(1, 0, 4)
  ward.succeed(1, 0)
  ward.fail(1, 0, 4)
  expect(ward.in('ejected')).toEqual([])
  ward.fail(1, 0)
  expect(ward.in('ejected')).toEqual([1])
})

test('the number and the time are options', () => {
  const ward = new Ward(2, { consecutiveFailures: 2, baseTime: 100 })
  ward.fail(0, 50, 2)
  expect(ward.told).toEqual(['0 ejected until 150: consecutive'])
})

test('what is reported while it is ejected, of calls that were sent before, changes nothing', () => {
  const ward = new Ward(10, { maxShare: 1 })
  ward.fail(1, 0, 5)
  ward.fail(1, 10, 20)
  ward.succeed(1, 20, 20)
  expect(ward.told).toHaveLength(1)
  expect(ward.get(1)).toMatchObject({ state: 'ejected', until: 30_000, ejections: 1 })
  ward.tryAgain(1, 30_000)
  expect(ward.get(1)).toMatchObject({ streak: 0, succeeded: 0, failed: 0 })
})
