// A trial call that ends without saying how its instance is.

import { expect, test } from 'vitest'
import type { StandIn } from '../../dispatch/stand-in.ts'
import { answerAll, broken, onTrial, openAt, Setting } from './setting.ts'

test.each<readonly [string, (tried: StandIn) => void]>([
  ['is refused', (tried) => tried.next().onRefused('paused')],
  ['fails as cancelled', (tried) => tried.fail(broken('CANCELLED'))],
])('a trial call that %s leaves room for the next', (_how, end) => {
  using setting = new Setting()
  const { tried, good } = onTrial(setting)
  void setting.calls(20)
  end(tried)
  setting.office.status(tried, { A: ['x'] })
  expect([...setting.office.restored, ...setting.office.ejected]).toEqual(['i0'])
  void setting.calls(20)
  expect(openAt(tried)).toEqual([1])
  answerAll(tried, good)
  expect(setting.office.restored).toEqual(['i0'])
})

test('one that its caller gives up leaves room once it has ended there', () => {
  using setting = new Setting()
  const { tried, good } = onTrial(setting)
  const abort = new AbortController()
  while (tried.open.length === 0) void setting.call({ signal: abort.signal })
  abort.abort()
  void setting.calls(20)
  expect(openAt(tried)).toEqual([1])
  tried.answer('too late')
  expect(setting.office.restored).toEqual([])
  void setting.calls(20)
  expect(openAt(tried)).toEqual([1])
  answerAll(tried, good)
  expect(setting.office.restored).toEqual(['i0'])
})

test('one that was cancelled before it left leaves room at once', () => {
  using setting = new Setting()
  const { tried, good } = onTrial(setting)
  const abort = new AbortController()
  tried.cuts = true
  while (tried.open.length === 0) void setting.call({ signal: abort.signal })
  abort.abort()
  expect(openAt(tried)).toEqual([0])
  void setting.calls(20)
  expect(openAt(tried)).toEqual([1])
  answerAll(tried, good)
})

test('one whose connection is lost before it had left leaves room at another connection', () => {
  using setting = new Setting()
  const { tried, good } = onTrial(setting)
  while (tried.open.length === 0) void setting.call()
  const again = setting.provider({ instance: 'i0' })
  void setting.calls(5)
  expect(openAt(tried, again)).toEqual([1, 0])
  setting.office.lose(tried, false)
  void setting.calls(20)
  expect(openAt(again)).toEqual([1])
  answerAll(again, good)
  expect(setting.office.restored).toEqual(['i0'])
})

test('with two calls there, as when one names it, the first to end does not make room for more', () => {
  using setting = new Setting()
  const { tried, good } = onTrial(setting)
  while (tried.open.length === 0) void setting.call()
  void setting.ask(tried)
  tried.fail(broken('CANCELLED'))
  void setting.calls(20)
  expect(openAt(tried)).toEqual([1])
  answerAll(tried, good)
})

test('a trial call that takes for ever leaves room for another after the first time of its ejection', () => {
  using setting = new Setting()
  const { tried, good } = onTrial(setting)
  void setting.calls(20, { timeout: Infinity })
  expect(openAt(tried)).toEqual([1])
  answerAll(good)
  setting.office.clock.advance(29_990)
  void setting.calls(20)
  expect(openAt(tried)).toEqual([1])
  setting.office.clock.advance(20)
  void setting.calls(20)
  expect(openAt(tried)).toEqual([2])
  // The one that began first may still show that it is well.
  tried.answer('at last')
  expect(setting.office.restored).toEqual(['i0'])
  answerAll(tried, good)
})
