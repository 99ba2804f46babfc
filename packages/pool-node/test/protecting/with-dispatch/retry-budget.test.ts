import { expect, test } from 'vitest'
import { rejection, state } from '../../dispatch/office.ts'
import { answerAll, openAt, Setting } from './setting.ts'

/** Nothing but what is free. */
const nothing = { retryBudget: { ratio: 0, minPerSecond: 0 } }

/** So many re-sends or hedges, and no more. */
const some = (count: number) => ({ retryBudget: { ratio: 0, minPerSecond: count, window: 1000 } })

test('what was refused, or lost before it had left, costs nothing, however often', async () => {
  using setting = new Setting({ rules: nothing })
  const call = setting.call()
  for (let n = 0; n < 5; n++) setting.provider().next().onRefused('full')
  for (let n = 0; n < 5; n++) setting.office.lose(setting.provider(), false)
  answerAll(setting.provider())
  expect(await call).toBe('ok')
})

test('the first re-send after a loss costs nothing, the second is charged', async () => {
  using setting = new Setting({ rules: nothing, maxAttempts: 10 })
  const call = setting.call({ idempotent: true })
  setting.office.lose(setting.provider(), true)
  expect(await state(call)).toBe('pending')
  setting.office.lose(setting.provider(), true)
  const error = await rejection(call)
  expect(error).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  expect(error.message).toMatch(/was lost before it answered .*; the retry budget of its path is used up$/)
  expect(setting.office.poisoned).toEqual([])
})

test.each([1, 3])('with %i in the budget it is sent so often more', async (count) => {
  using setting = new Setting({ rules: some(count), maxAttempts: 10 })
  const call = setting.call({ idempotent: true })
  for (let n = 0; n < 1 + count; n++) {
    setting.office.lose(setting.provider(), true)
    expect(await state(call)).toBe('pending')
  }
  setting.office.lose(setting.provider(), true)
  expect((await rejection(call)).message).toContain('retry budget')
})

test('calls pay into it: with a ratio of 0.5, four of them allow two', async () => {
  using setting = new Setting({ rules: { retryBudget: { ratio: 0.5, minPerSecond: 0 } }, maxAttempts: 10 })
  const first = setting.provider()
  void setting.calls(3)
  answerAll(first)
  const call = setting.call({ idempotent: true })
  setting.office.lose(first, true)
  for (let n = 0; n < 3; n++) {
    expect(await state(call)).toBe('pending')
    setting.office.lose(setting.provider(), true)
  }
  expect((await rejection(call)).message).toContain('retry budget')
})

test('a re-send after an interruption is charged in the same way; without budget the call stays where it is', async () => {
  using setting = new Setting({ rules: nothing })
  const first = setting.provider()
  const call = setting.call({ idempotent: true })
  const [second, third] = setting.providers({ concurrency: 1 }, { concurrency: 0 })
  setting.office.interrupt(first)
  expect(openAt(first, second)).toEqual([1, 1])
  expect(setting.office.counters).toMatchObject({ retries: 1, hedges: 0 })
  setting.office.status(third, { A: ['x'] })
  setting.office.interrupt(second)
  expect(openAt(first, second, third)).toEqual([1, 1, 0])
  setting.office.resume(second)
  answerAll(second)
  expect(await call).toBe('ok')
})

test('a call that nobody wants any more pays nothing', async () => {
  using setting = new Setting({ rules: some(1), maxAttempts: 10 })
  const abort = new AbortController()
  const given = setting.call({ idempotent: true, signal: abort.signal })
  setting.office.lose(setting.provider(), true)
  const second = setting.provider()
  abort.abort()
  setting.office.lose(second, true)
  expect(await rejection(given)).toMatchObject({ code: 'CANCELLED' })
  const { budget } = setting.office.desk(setting.binding).guard
  expect(budget.left(setting.office.clock.now())).toBe(1)
})
