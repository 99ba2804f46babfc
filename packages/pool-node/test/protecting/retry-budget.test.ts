import assert from 'node:assert/strict'
import { forSequences } from '@wsrpc/contract-tests/sequences'
import { expect, test } from 'vitest'
import { RetryBudget } from '../../src/protection/retry-budget.ts'

/** How many go, of very many. */
function drain(budget: RetryBudget, now: number): number {
  let gone = 0
  while (gone < 10_000 && budget.withdraw(now)) gone++
  return gone
}

function deposit(budget: RetryBudget, calls: number, now: number): void {
  for (let call = 0; call < calls; call++) budget.deposit(now)
}

test('a fifth of the calls of the last 10 s, and a hundred besides', () => {
  const budget = new RetryBudget()
  expect(drain(budget, 0)).toBe(100)
  deposit(budget, 1000, 0)
  expect(budget.left(0)).toBe(200)
  expect(drain(budget, 0)).toBe(200)
  expect(budget.left(0)).toBe(0)
})

test('what is refused does not count', () => {
  const budget = new RetryBudget({ minPerSecond: 0 })
  deposit(budget, 4, 0)
  expect(budget.withdraw(0)).toBe(false)
  deposit(budget, 1, 0)
  expect(budget.withdraw(0)).toBe(true)
})

test('a part counts in the end, however it is rounded', () => {
  for (const [ratio, calls, sendings] of [
    [0.1, 30, 3],
    [0.29, 100, 29],
    [2, 3, 6],
  ] as const) {
    const budget = new RetryBudget({ ratio, minPerSecond: 0 })
    deposit(budget, calls, 0)
    expect(drain(budget, 0)).toBe(sendings)
  }
})

test('with nothing for it none ever goes', () => {
  const budget = new RetryBudget({ ratio: 0, minPerSecond: 0 })
  deposit(budget, 10_000, 0)
  expect(budget.left(0)).toBe(0)
  expect(budget.withdraw(5000)).toBe(false)
})

test('calls and sendings are forgotten when the window has passed over them, slice by slice', () => {
  const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 1 })
  deposit(budget, 20, 0)
  deposit(budget, 20, 5000)
  expect([5000, 9999].map((now) => budget.left(now))).toEqual([30, 30])
  expect(budget.left(10_000)).toBe(20)
  expect(drain(budget, 12_000)).toBe(20)
  expect(budget.left(14_999)).toBe(0)
  // The calls are forgotten, and what they allowed is not: it is still sent in the last 10 s.
  expect(budget.left(21_999)).toBe(0)
  expect(budget.left(22_000)).toBe(10)
})

test('a pause forgets all', () => {
  const budget = new RetryBudget({ minPerSecond: 1 })
  deposit(budget, 1000, 0)
  drain(budget, 0)
  expect(budget.left(1e9)).toBe(10)
  expect(drain(budget, 1e9)).toBe(10)
  expect(budget.left(1e9 + 9999)).toBe(0)
  expect(budget.left(1e9 + 10_000)).toBe(10)
})

test('in whatever window, no more go than its calls and the minimum allow', () => {
  const runs = forSequences({ runs: 60, length: 300 }, (steps) => {
    const budget = new RetryBudget({ ratio: 0.3, minPerSecond: 2, window: 1000 })
    const calls: number[] = []
    const sent: number[] = []
    let now = 0
    for (const [what, often, , pause] of steps) {
      now += pause % 130
      if (what % 2 === 0) {
        for (let call = 0; call < often % 8; call++) {
          calls.push(now)
          budget.deposit(now)
        }
        continue
      }
      const left = budget.left(now)
      const goes = budget.withdraw(now)
      assert.equal(goes, left > 0)
      // A slice is forgotten as a whole: the budget knows nine tenths of the window at least, and never more than all.
      const since = (times: readonly number[], span: number): number =>
        times.filter((time) => time > now - span).length
      if (goes) {
        sent.push(now)
        assert.ok(since(sent, 900) <= 0.3 * since(calls, 1000) + 2 + 1e-6, 'too many went')
      } else {
        assert.ok(since(sent, 1000) + 1 > 0.3 * since(calls, 900) + 2 - 1e-6, 'was refused too early')
      }
    }
  })
  expect(runs).toBe(60)
})
