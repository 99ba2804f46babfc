import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { Histogram } from '../../src/stats/histogram.ts'

const day = 24 * 60 * 60 * 1000

function of(latencies: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const ms of latencies) histogram.record(ms)
  return histogram
}

/** What a sorted list says. */
function exact(latencies: readonly number[], q: number): number {
  const sorted = latencies.slice().sort((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number
}

test('quantiles are those of a sorted list, wrong by at most a sixteenth, from 8 µs to a day', () => {
  const random = seededRandom(11)
  for (let round = 0; round < 200; round++) {
    const count = 1 + Math.floor(random() * 60)
    const latencies = Array.from({ length: count }, () => 0.008 * (day / 0.008) ** random())
    const histogram = of(latencies)
    for (const q of [0, 0.01, 0.5, 0.9, 0.95, 0.99, 1]) {
      const right = exact(latencies, q)
      const error = Math.abs(histogram.quantile(q) - right) / right
      expect(error).toBeLessThanOrEqual(1 / 16 + 1e-9)
    }
  }
})

test('below 8 µs they are wrong by at most half a µs', () => {
  for (let micros = 0.05; micros < 8; micros += 0.1) {
    const found = of([micros / 1000, 1]).quantile(0.5) * 1000
    expect(Math.abs(found - micros)).toBeLessThanOrEqual(0.5 + 1e-9)
  }
})

test('the count, the mean and the maximum are exact', () => {
  const histogram = of([1, 2.5, 100.25])
  expect(histogram.count).toBe(3)
  expect(histogram.mean).toBeCloseTo(103.75 / 3, 10)
  expect(histogram.max).toBe(100.25)
  expect(histogram.quantile(1)).toBe(100.25)
})

test('a quantile is never above the longest', () => {
  expect(of([100, 100, 100]).quantile(0.5)).toBe(100)
})

test('what is out of range, or no number, counts as the shortest or the longest', () => {
  const histogram = of([-1, 0, NaN, day, 2 * day, Infinity])
  expect(histogram.count).toBe(6)
  expect(histogram.max).toBe(day)
  expect(histogram.mean).toBe(day / 2)
  expect(histogram.buckets().map(([, count]) => count)).toEqual([3, 3])
})

test('every latency is in one bucket, below its end and not below the one before', () => {
  const random = seededRandom(3)
  const edges = [0.001, 0.007, 0.008, 0.009, 0.015, 0.016, 1, 1.024, 4.096, 2 ** 32 / 1000, day - 1]
  const others = Array.from({ length: 300 }, () => 0.001 * (day / 0.001) ** random())
  for (const ms of [...edges, ...others]) {
    const [[upTo, count]] = of([ms]).buckets() as [[number, number]]
    expect(count).toBe(1)
    expect(upTo).toBeGreaterThan(ms)
    expect(upTo).toBeLessThanOrEqual(Math.max(ms + 0.001, ms * (1 + 1 / 8)) + 1e-9)
  }
})

test('buckets are those that are not empty, shortest first', () => {
  const buckets = of([500, 3, 3, 0.001, 500, 500]).buckets()
  expect(buckets.map(([, count]) => count)).toEqual([1, 2, 3])
  const ends = buckets.map(([upTo]) => upTo)
  expect(ends).toEqual(ends.slice().sort((a, b) => a - b))
})

test('what another one holds comes on top', () => {
  const both = of([1, 2, 3])
  both.add(of([40, 50]))
  expect(both.snapshot()).toEqual(of([1, 2, 3, 40, 50]).snapshot())
  both.add(new Histogram())
  expect(both.count).toBe(5)
})

test('a cleared one is as a new one', () => {
  const histogram = of([1, 2, 3])
  histogram.clear()
  expect(histogram.snapshot()).toEqual(new Histogram().snapshot())
  histogram.record(7)
  expect(histogram.snapshot()).toEqual(of([7]).snapshot())
})

test('an empty one has no quantiles; its snapshot is zeros', () => {
  const empty = new Histogram()
  expect([empty.quantile(0.5), empty.quantile(1), empty.mean, empty.max]).toEqual([NaN, NaN, NaN, NaN])
  expect(empty.buckets()).toEqual([])
  expect(empty.snapshot()).toEqual({ count: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, max: 0, buckets: [] })
})

test('a snapshot is plain data, and stays as it was', () => {
  // Far apart, so that no percentile can pass for another.
  const histogram = of(Array.from({ length: 100 }, (_, n) => 1.1 ** (n + 1)))
  const snapshot = histogram.snapshot()
  const json = JSON.stringify(snapshot)
  for (const [name, rank] of [
    ['p50', 50],
    ['p90', 90],
    ['p95', 95],
    ['p99', 99],
  ] as const) {
    const right = 1.1 ** rank
    expect(Math.abs(snapshot[name] - right)).toBeLessThanOrEqual(right / 16)
  }
  expect(snapshot).toMatchObject({ count: 100, mean: histogram.mean, max: histogram.max })
  expect(snapshot.buckets).toEqual(histogram.buckets())
  histogram.record(5000)
  expect(JSON.stringify(snapshot)).toBe(json)
})
