// Where a hedge goes, and how often one may.

import { expect, test } from 'vitest'
import type { Balancer } from '../../../src/balancers/balancer.ts'
import { leastLoaded } from '../../../src/balancers/least-loaded.ts'
import { answerAll, openAt, Setting } from './setting.ts'

const hedged = { idempotent: true, hedge: 48 } as const

test('another connection of the same instance is no second one', () => {
  using setting = new Setting()
  const [one, again] = setting.providers({ instance: 'i' }, { instance: 'i' })
  void setting.call(hedged)
  setting.office.clock.advance(100)
  expect(setting.sendings).toBe(1)
  answerAll(one, again)
})

test.each([
  ['is full', { concurrency: 0 }],
  ['is paused', { paused: true }],
])('when the other one %s nothing is sent, and nothing waits', (_how, cast) => {
  const asked: number[] = []
  const inner = leastLoaded()
  const balancer: Balancer = {
    name: 'counts',
    pick: (candidates, ...more) => {
      asked.push(candidates.length)
      return inner.pick(candidates, ...more)
    },
  }
  const retryBudget = { ratio: 0, minPerSecond: 1, window: 1000 }
  using setting = new Setting({ rules: { retryBudget }, policy: { balancer } })
  const one = setting.provider()
  void setting.call(hedged)
  const other = setting.provider(cast)
  setting.office.clock.advance(100)
  expect(openAt(one, other)).toEqual([1, 0])
  expect(setting.office.dispatch.queue(setting.binding).size).toBe(0)
  expect(asked).toEqual([1])
  // Nor is anything paid for.
  const { budget } = setting.office.desk(setting.binding).guard
  expect(budget.left(setting.office.clock.now())).toBe(1)
  answerAll(one)
})

test('an ejected one gets no hedge while another is well', () => {
  using setting = new Setting()
  const [one, bad] = setting.providers({}, {})
  setting.fail(bad, 5)
  void setting.call(hedged)
  setting.office.clock.advance(100)
  expect(openAt(one, bad)).toEqual([1, 0])
  answerAll(one)
})

test('each hedge is charged to the retry budget; without any left none goes', () => {
  using setting = new Setting({ rules: { retryBudget: { ratio: 0, minPerSecond: 2, window: 1000 } } })
  const [one, two] = setting.providers({}, {})
  void setting.calls(5, hedged)
  setting.office.clock.advance(100)
  expect(setting.sendings).toBe(7)
  expect(setting.office.counters).toMatchObject({ hedges: 2 })
  answerAll(one, two)
})

test.each([
  [1, 1],
  [2, 2],
])('no more than maxAttempts (%i)', (maxAttempts, sendings) => {
  using setting = new Setting({ maxAttempts })
  const [one, two, three] = setting.providers({}, {}, {})
  void setting.call(hedged)
  setting.office.clock.advance(1000)
  expect(setting.sendings).toBe(sendings)
  answerAll(one, two, three)
})

test('attempts that were lost count among them', () => {
  using setting = new Setting({ maxAttempts: 2 })
  const first = setting.provider()
  void setting.call(hedged)
  const [second, third] = setting.providers({}, {})
  setting.office.lose(first, true)
  setting.office.clock.advance(1000)
  expect(second.open.length + third.open.length).toBe(1)
  answerAll(second, third)
})
