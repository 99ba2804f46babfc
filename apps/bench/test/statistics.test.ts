import { describe, expect, test } from 'vitest'
import { median, percentile, ratios, spread } from '../src/figures/statistics.ts'

describe('the median', () => {
  test('is the value in the middle, by size and not by text', () => {
    expect(median([100, 9, 30, 5, 20])).toBe(20)
  })

  test('of an even number is between the two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  test('leaves its values in their order', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })

  test('of nothing is refused', () => {
    expect(() => median([])).toThrow(RangeError)
  })
})

test('the spread is from the smallest to the largest', () => {
  expect(spread([5, -1, 12])).toEqual({ min: -1, max: 12 })
})

test('ratios go round by round, as far as both were measured', () => {
  expect(ratios([10, 30, 5], [5, 10])).toEqual([2, 3])
})

describe('a percentile', () => {
  const thousand = Float64Array.from({ length: 1000 }, (_, index) => index + 1)

  test.each([
    [0.5, 500],
    [0.99, 990],
    [0.999, 999],
    [1, 1000],
  ])('at %d of 1 to 1000 is %d', (part, value) => {
    expect(percentile(thousand, part)).toBe(value)
  })

  test('of few is one that occurred', () => {
    expect(percentile([1, 7], 0.999)).toBe(7)
    expect(percentile([1, 7], 0.5)).toBe(1)
  })

  test('of nothing is refused', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError)
  })
})
