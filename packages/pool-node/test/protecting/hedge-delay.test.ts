import { expect, test } from 'vitest'
import { checkHedge } from '../../src/check/hedge.ts'
import { delayOf, type Hedge } from '../../src/protection/hedge-delay.ts'
import { RecentHistogram } from '../../src/stats/recent-histogram.ts'

/** 1 … 100 ms, once each. */
function hundred(): RecentHistogram {
  const recent = new RecentHistogram(10_000)
  for (let ms = 1; ms <= 100; ms++) recent.record(ms, 0)
  return recent
}

test('a number is so many ms, whatever is known of the method', () => {
  expect(delayOf(50, new RecentHistogram(10_000), 0)).toBe(50)
  expect(delayOf(0.5, hundred(), 0)).toBe(0.5)
})

test('a percentile is that of the recent answers', () => {
  const recent = hundred()
  for (const [hedge, ms] of [
    ['p50', 50],
    ['p95', 95],
    ['p5', 5],
    ['p99.9', 100],
  ] as const) {
    const delay = delayOf(hedge, recent, 1) as number
    expect(Math.abs(delay - ms)).toBeLessThanOrEqual(ms / 16)
  }
})

test('is at least 1 ms, where answers take no time', () => {
  const recent = new RecentHistogram(10_000)
  for (let n = 0; n < 20; n++) recent.record(0.02, 0)
  expect(delayOf('p95', recent, 0)).toBe(1)
})

test('no hedge while too little is known', () => {
  const recent = new RecentHistogram(10_000)
  for (let n = 0; n < 19; n++) recent.record(7, 0)
  expect(delayOf('p95', recent, 0)).toBeUndefined()
  recent.record(7, 0)
  expect(delayOf('p95', recent, 0)).toBeCloseTo(7, 0)
  expect(delayOf('p95', recent, 20_000)).toBeUndefined()
})

test('what is neither a time nor a percentile is refused, and told how to write it', () => {
  const good: readonly (Hedge | false | undefined)[] = [
    undefined,
    false,
    50,
    0.5,
    'p95',
    'p5',
    'p50',
    'p99.9',
    'p0.1',
  ]
  for (const hedge of good) expect(() => checkHedge(hedge)).not.toThrow()
  const bad = [
    0,
    -1,
    NaN,
    Infinity,
    null,
    true,
    {},
    '95',
    'p',
    'p0',
    'p0.0',
    'p100',
    'P95',
    'p95%',
    'p1e1',
    'p-5',
    'p9.',
  ]
  for (const hedge of bad) expect(() => checkHedge(hedge)).toThrow(TypeError)
  expect(() => checkHedge('95%')).toThrow(
    `hedge must be a number of ms above 0, or a percentile of the method's recent answers between 'p0' and 'p100', ` +
      `as 'p95', or false for never; not '95%'`,
  )
})
