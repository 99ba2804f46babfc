// Where all fail, who is out is no worse than the others, and is missed.

import { expect, test } from 'vitest'
import { Ward } from './ward.ts'

test('where the others fail as well, a row of failures says nothing: nobody is out', () => {
  const ward = new Ward(10)
  for (let round = 0; round < 100; round++)
    for (let member = 0; member < 10; member++) ward.fail(member, round)
  expect(ward.in('well')).toHaveLength(10)
})

test('whom it hits first is out, and comes back when all others fail too', () => {
  const ward = new Ward(3)
  ward.fail(0, 0, 5)
  expect(ward.in('ejected')).toEqual([0])
  ward.fail(1, 1, 5)
  ward.fail(2, 2, 4)
  expect(ward.in('ejected')).toEqual([0])
  ward.fail(2, 3)
  expect(ward.in('well')).toEqual([0, 1, 2])
  expect(ward.told).toEqual(['0 ejected until 30000: consecutive', '0 restored'])
  ward.fail(0, 4, 50)
  expect(ward.in('ejected')).toEqual([])
})

test('a success of one other is enough for it to stay out', () => {
  const ward = new Ward(3, { maxShare: 0 })
  ward.fail(0, 0, 5)
  ward.fail(1, 1, 50)
  ward.fail(2, 1, 4)
  ward.succeed(2, 1)
  ward.fail(1, 1, 50)
  ward.fail(2, 2, 4)
  expect(ward.in('ejected')).toEqual([0])
})

test('on trial it is restored by a failure too, if nobody else is well', () => {
  const ward = new Ward(2)
  ward.fail(0, 0, 5)
  ward.tryAgain(0, 30_000)
  ward.fail(1, 30_000, 4)
  ward.fail(0, 30_001)
  expect(ward.in('ejected')).toEqual([0])
  ward.tryAgain(0, 90_001)
  ward.succeed(1, 90_001)
  ward.fail(1, 90_001, 4)
  ward.fail(0, 90_002)
  expect(ward.in('ejected')).toEqual([0])
  ward.tryAgain(0, 180_002)
  // One more, and the other one has failed five times in a row as well.
  ward.fail(1, 180_002)
  expect(ward.in('well')).toEqual([0, 1])
})

test('one that leaves, or is ejected, counts no more as one that fails, nor as one that is well', () => {
  const ward = new Ward(4, { maxShare: 0 })
  ward.fail(0, 0, 5)
  ward.fail(1, 0, 5)
  ward.leave(1, 0)
  ward.fail(2, 0, 5)
  expect(ward.in('ejected')).toEqual([0])
  ward.leave(3, 0)
  // The next failure finds nobody who is well.
  ward.fail(2, 0)
  expect(ward.in('ejected')).toEqual([])
})

test('where half of all calls fail, a row of five comes by chance; one of seventeen does not', () => {
  const ward = new Ward(2)
  for (let round = 0; round < 50; round++) {
    ward.succeed(0, 0)
    ward.fail(0, 0)
    ward.succeed(1, 0)
    ward.fail(1, 0)
  }
  ward.succeed(0, 0)
  // Of 117 calls, 117 × 0.5^16 = 0.0018 rows of 16; of 118 it is 0.0009 rows of 17.
  ward.fail(0, 0, 16)
  expect(ward.in('ejected')).toEqual([])
  ward.fail(0, 0)
  expect(ward.in('ejected')).toEqual([0])
})

test('what is usual is that of this interval and the one before, and of those who are well', () => {
  const ward = new Ward(3, { successRate: false, maxShare: 1 })
  ward.succeed(1, 0)
  ward.fail(1, 0, 4)
  ward.fail(0, 0, 9)
  expect(ward.in('ejected')).toEqual([])
  // In the next interval that is remembered, with its own row.
  ward.fail(0, 10_000)
  expect(ward.in('ejected')).toEqual([])
  // In the one after it nothing is known of the others.
  ward.fail(0, 20_000)
  expect(ward.in('ejected')).toEqual([])
  ward.fail(0, 30_000)
  expect(ward.in('ejected')).toEqual([])
  ward.succeed(2, 30_000, 20)
  ward.fail(0, 30_000)
  expect(ward.in('ejected')).toEqual([0])
  // And what the one that is out did counts for nothing.
  ward.succeed(2, 40_000, 50)
  ward.fail(1, 40_001, 5)
  expect(ward.in('ejected')).toEqual([0, 1])
})

test('after a pause nothing is remembered', () => {
  const ward = new Ward(2)
  for (const member of [0, 1]) ward.fail(member, 0, 4)
  ward.succeed(0, 20_000)
  ward.fail(0, 20_001, 5)
  expect(ward.in('ejected')).toEqual([0])
})
