import { describe, expect, test } from 'vitest'
import { backoffDelay, defaultBackoff, longestRetryAfter } from '../src/backoff.ts'

const steps = Array.from({ length: 2000 }, (_, step) => step)
const almostOne = 1 - 2 ** -53

describe('the wait before a dial', () => {
  test('is never more than max, nor less than nothing, however many failed', () => {
    for (const step of steps) {
      for (const chance of [0, 0.1, 0.5, almostOne]) {
        const delay = backoffDelay(defaultBackoff, step, chance)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThanOrEqual(defaultBackoff.max)
      }
    }
  })

  test('grows by the factor until max', () => {
    const options = { min: 10, max: 100, factor: 3 }
    expect([0, 1, 2, 3, 4].map((step) => backoffDelay(options, step, 0.5))).toEqual([5, 15, 45, 50, 50])
  })

  test('takes all of the range, down to nothing: full jitter', () => {
    expect(backoffDelay(defaultBackoff, 5, 0)).toBe(0)
    expect(backoffDelay(defaultBackoff, 5, 0.25)).toBe(800)
  })

  test('does not grow with a factor of 1', () => {
    for (const step of steps) expect(backoffDelay({ min: 7, max: 9, factor: 1 }, step, 0.5)).toBe(3.5)
  })

  test('is never shorter than what the pool asked for, and differs still', () => {
    expect(backoffDelay(defaultBackoff, 0, 0, 2000)).toBe(2000)
    expect(backoffDelay(defaultBackoff, 0, 0.5, 1)).toBe(51)
  })

  test('spreads over as long again as the pool asked for, or as long as without it', () => {
    expect(backoffDelay(defaultBackoff, 0, 0.5, 2000)).toBe(3000)
    expect(backoffDelay(defaultBackoff, 8, 0.5, 2000)).toBe(2000 + 12_800)
  })

  test('spreads over max at most', () => {
    expect(backoffDelay(defaultBackoff, 0, 0.5, 600_000)).toBe(600_000 + 15_000)
  })

  test('honours no more than an hour of it', () => {
    expect(backoffDelay(defaultBackoff, 0, 0, Number.MAX_SAFE_INTEGER)).toBe(longestRetryAfter)
  })
})
