import { expect, test } from 'vitest'
import { checkEjection, checkRetryBudget } from '../../src/check/protection.ts'
import { allEjectionRules, defaultEjection } from '../../src/protection/ejection-options.ts'

test('what is left out or undefined has its default', () => {
  expect(allEjectionRules({})).toEqual(defaultEjection)
  const some = { interval: undefined, successRate: { minCalls: 7, deviations: undefined } } as object
  expect(allEjectionRules(some)).toEqual({
    ...defaultEjection,
    successRate: { ...defaultEjection.successRate, minCalls: 7 },
  })
  expect(allEjectionRules({ successRate: false }).successRate).toBe(false)
})

test('the longest time is never shorter than the first', () => {
  expect(allEjectionRules({ baseTime: 1000 }).maxTime).toBe(300_000)
  expect(allEjectionRules({ baseTime: 400_000 }).maxTime).toBe(400_000)
  expect(allEjectionRules({ baseTime: 1000, maxTime: 2000 }).maxTime).toBe(2000)
})

test('good options pass', () => {
  for (const ejection of [undefined, false, {}, { maxShare: 1 }, { successRate: false }] as const) {
    expect(() => checkEjection(ejection)).not.toThrow()
  }
  checkEjection({ isFault: () => true })
  checkEjection({ baseTime: 10, maxTime: 10, successRate: { deviations: 2.5 } })
  for (const budget of [undefined, {}, { ratio: 0, minPerSecond: 0 }, { window: 1000, ratio: 2.5 }]) {
    expect(() => checkRetryBudget(budget)).not.toThrow()
  }
})

test.each([
  [true, 'ejection must be an object with consecutiveFailures, '],
  [{ failures: 3 }, "ejection has no option 'failures'"],
  [{ consecutiveFailures: 0 }, 'ejection.consecutiveFailures must be a whole number of at least 1, not 0'],
  [{ interval: 0 }, 'ejection.interval must be'],
  [{ baseTime: '30s' }, "ejection.baseTime must be a whole number of at least 1, not '30s'"],
  [{ maxTime: 20_000 }, 'ejection.maxTime must be a whole number of at least 30000, not 20000'],
  [{ baseTime: 50, maxTime: 49 }, 'ejection.maxTime must be a whole number of at least 50, not 49'],
  [{ maxShare: 10 }, 'ejection.maxShare must be a number from 0 to 1, not 10'],
  [{ maxShare: NaN }, 'ejection.maxShare must be'],
  [{ isFault: ['UNKNOWN'] }, "ejection.isFault must be a function, not ['UNKNOWN']"],
  [{ successRate: true }, 'ejection.successRate must be an object with minInstances, '],
  [{ successRate: { calls: 5 } }, "ejection.successRate has no option 'calls'"],
  [{ successRate: { minInstances: 1 } }, 'ejection.successRate.minInstances must be'],
  [{ successRate: { minCalls: 0 } }, 'ejection.successRate.minCalls must be'],
  [{ successRate: { minFailures: 0 } }, 'ejection.successRate.minFailures must be'],
  [{ successRate: { deviations: -1 } }, 'ejection.successRate.deviations must be a number of at least 0'],
])('ejection %j is refused', (ejection, message) => {
  expect(() => checkEjection(ejection as object)).toThrow(message)
})

test.each([
  [false, 'retryBudget must be an object with ratio, minPerSecond, window; got false'],
  [{ percent: 20 }, "retryBudget has no option 'percent'"],
  [{ ratio: -0.1 }, 'retryBudget.ratio must be a number of at least 0, not -0.1'],
  [{ ratio: Infinity }, 'retryBudget.ratio must be'],
  [{ minPerSecond: '10' }, "retryBudget.minPerSecond must be a number of at least 0, not '10'"],
  [{ window: 0 }, 'retryBudget.window must be a whole number of at least 1, not 0'],
])('retryBudget %j is refused', (budget, message) => {
  expect(() => checkRetryBudget(budget as object)).toThrow(message)
})
