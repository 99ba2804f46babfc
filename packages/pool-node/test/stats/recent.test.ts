import { expect, test } from 'vitest'
import { RecentHistogram } from '../../src/stats/recent-histogram.ts'

function record(recent: RecentHistogram, ms: number, times: number, now: number): void {
  for (let time = 0; time < times; time++) recent.record(ms, now)
}

test('tells nothing with fewer than 20, or what it was told', () => {
  const recent = new RecentHistogram(1000)
  record(recent, 5, 19, 0)
  expect(recent.quantile(0.5, 0)).toBeUndefined()
  recent.record(5, 0)
  expect(recent.quantile(1, 0)).toBe(5)
  const fewer = new RecentHistogram(1000, 2)
  record(fewer, 5, 2, 0)
  expect(fewer.quantile(1, 0)).toBe(5)
})

test('knows the half that runs and the one before, and no more than the window', () => {
  const recent = new RecentHistogram(1000, 1)
  recent.record(10, 0)
  recent.record(20, 400)
  expect(recent.quantile(1, 499)).toBe(20)
  recent.record(5, 999)
  expect(recent.quantile(1, 999)).toBe(20)
  expect(recent.quantile(1, 1000)).toBe(5)
  expect(recent.quantile(1, 1499)).toBe(5)
  expect(recent.quantile(1, 1500)).toBeUndefined()
})

test('after a pause nothing is recent', () => {
  const recent = new RecentHistogram(1000, 1)
  record(recent, 10, 50, 0)
  expect(recent.quantile(0.5, 5000)).toBeUndefined()
  recent.record(3, 5000)
  expect(recent.quantile(0.5, 5000)).toBe(3)
  recent.record(4, 5499)
  expect(recent.quantile(1, 5999)).toBe(4)
})

test('a quantile is worked out again when there is an eighth more to go by', () => {
  const recent = new RecentHistogram(1000)
  record(recent, 5, 80, 0)
  expect(recent.quantile(1, 0)).toBe(5)
  record(recent, 50, 9, 0)
  expect(recent.quantile(1, 0)).toBe(5)
  recent.record(50, 0)
  expect(recent.quantile(1, 0)).toBe(50)
})

test('another quantile is worked out at once', () => {
  const recent = new RecentHistogram(1000)
  record(recent, 5, 10, 0)
  record(recent, 50, 10, 0)
  expect(recent.quantile(1, 0)).toBe(50)
  expect(recent.quantile(0.5, 0)).toBeLessThan(6)
  expect(recent.quantile(1, 0)).toBe(50)
})
