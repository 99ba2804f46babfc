import { describe, expect, test } from 'vitest'
import { percentile, span, Traffic } from '../../src/page/traffic.ts'
import { columnsOf, nowWords } from '../../page/traffic/columns.ts'

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_one, index) => index + 1)
  test.each([
    [[], 0.5, 0],
    [[7], 0.5, 7],
    [[7], 0.99, 7],
    [[1, 2], 0.5, 1],
    [[1, 2, 3], 0.5, 2],
    [hundred, 0.5, 50],
    [hundred, 0.99, 99],
    [hundred, 1, 100],
  ])('of %j at %d', (sorted, q, value) => {
    expect(percentile(sorted, q)).toBe(value)
  })
})

describe('the calls of a second', () => {
  test('are counted, and forgotten in the next one', () => {
    const traffic = new Traffic()
    for (const ms of [30, 10, 20]) traffic.answered(ms)
    expect(traffic.endSecond()).toEqual([{ at: 1, calls: 3, p50: 20, p99: 30 }])
    expect(traffic.endSecond().at(-1)).toEqual({ at: 2, calls: 0, p50: 0, p99: 0 })
  })

  test('are all counted, however many', () => {
    const traffic = new Traffic()
    for (let call = 0; call < 5000; call++) traffic.answered(1)
    expect(traffic.endSecond().at(-1)?.calls).toBe(5000)
  })

  test('are kept for a minute', () => {
    const traffic = new Traffic()
    for (let second = 1; second <= 200; second++) traffic.endSecond()
    const points = traffic.endSecond()
    expect(points).toHaveLength(span)
    // Each has a place in the chart, however late the timer was that ended it.
    expect(points.map(({ at }) => at)).toEqual(
      Array.from({ length: span }, (_one, at) => 201 - span + 1 + at),
    )
  })
})

describe('the chart', () => {
  const points = [
    { at: 100, calls: 4, p50: 2, p99: 9 },
    { at: 102, calls: 0, p50: 0, p99: 0 },
  ]

  test('always shows a minute, with gaps where no call was answered', () => {
    const { at, calls, p50, p99 } = columnsOf(points)
    expect([at.length, at.at(-1), at[0]]).toEqual([span, 102, 102 - span + 1])
    expect(calls.slice(-3)).toEqual([4, 0, 0])
    expect(p50.slice(-3)).toEqual([2, null, null])
    expect(p99.slice(-3)).toEqual([9, null, null])
  })

  test('says the newest second in words', () => {
    expect(nowWords(points)).toBe('no calls just now')
    expect(nowWords(points.slice(0, 1))).toBe('4 calls/s · p50 2 ms · p99 9 ms')
  })
})
