import { expect, test } from 'vitest'
import { warmth } from '../../src/protection/slow-start.ts'

test('the share grows evenly from a tenth to all of it', () => {
  const ages = [-5, 0, 999, 1000, 2500, 5000, 9999, 10_000, 1e9]
  expect(ages.map((age) => warmth(age, 10_000))).toEqual([0.1, 0.1, 0.1, 0.1, 0.25, 0.5, 0.9999, 1, 1])
})

test('without a window everybody is warm at once', () => {
  expect([0, 1, 1e9].map((age) => warmth(age, 0))).toEqual([1, 1, 1])
})
