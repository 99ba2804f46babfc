import { defaultEjection, type EjectionOptions } from '../protection/ejection-options.ts'
import { defaultRetryBudget, type RetryBudgetOptions } from '../protection/retry-budget.ts'
import { checkParts, checkWhole, shown } from './values.ts'

/** @throws TypeError naming the option that is not what it must be. */
export function checkEjection(ejection: EjectionOptions | false | undefined): void {
  if (ejection === false) return
  checkParts('ejection', ejection, [...Object.keys(defaultEjection), 'isFault'])
  const { consecutiveFailures, interval, baseTime, maxTime, maxShare, successRate, isFault } = ejection ?? {}
  checkWhole('ejection.consecutiveFailures', consecutiveFailures, 1)
  checkWhole('ejection.interval', interval, 1)
  checkWhole('ejection.baseTime', baseTime, 1)
  checkWhole('ejection.maxTime', maxTime, baseTime ?? defaultEjection.baseTime)
  checkNumber('ejection.maxShare', maxShare, 1)
  if (isFault !== undefined && typeof isFault !== 'function') {
    throw new TypeError(`ejection.isFault must be a function, not ${shown(isFault)}`)
  }
  if (successRate === false) return
  checkParts('ejection.successRate', successRate, Object.keys(defaultEjection.successRate))
  // One alone is always the mean.
  checkWhole('ejection.successRate.minInstances', successRate?.minInstances, 2)
  checkWhole('ejection.successRate.minCalls', successRate?.minCalls, 1)
  checkWhole('ejection.successRate.minFailures', successRate?.minFailures, 1)
  checkNumber('ejection.successRate.deviations', successRate?.deviations)
}

/** @throws TypeError naming the option that is not what it must be. */
export function checkRetryBudget(budget: RetryBudgetOptions | undefined): void {
  checkParts('retryBudget', budget, Object.keys(defaultRetryBudget))
  checkNumber('retryBudget.ratio', budget?.ratio)
  checkNumber('retryBudget.minPerSecond', budget?.minPerSecond)
  checkWhole('retryBudget.window', budget?.window, 1)
}

/** Also with a fraction. */
function checkNumber(name: string, value: unknown, most: number = Number.MAX_VALUE): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= most)) return
  const range = most === Number.MAX_VALUE ? 'of at least 0' : `from 0 to ${most}`
  throw new TypeError(`${name} must be a number ${range}, not ${shown(value)}`)
}
