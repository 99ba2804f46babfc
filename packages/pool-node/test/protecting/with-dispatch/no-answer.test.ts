import { expect, test } from 'vitest'
import { rejection } from '../../dispatch/office.ts'
import { answerAll, openAt, Setting } from './setting.ts'

test('one that hangs is ejected when deadlines have passed; what it answers later says nothing', async () => {
  using setting = new Setting()
  const [hanging, good] = [setting.provider(), setting.provider()]
  const calls = Array.from({ length: 5 }, () => setting.ask(hanging, { timeout: 100 }))
  setting.office.clock.advance(99)
  expect(setting.office.ejected).toEqual([])
  setting.office.clock.advance(20)
  expect(setting.office.ejected).toEqual(['i0'])
  expect(await rejection(calls[0] as Promise<unknown>)).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  answerAll(hanging)
  expect(setting.office.restored).toEqual([])
  void setting.calls(4)
  expect(openAt(hanging, good)).toEqual([0, 4])
  answerAll(good)
})

test('an answer that is too late is no success: the row goes on', () => {
  using setting = new Setting()
  const hanging = setting.provider()
  setting.provider()
  for (let n = 0; n < 5; n++) {
    void setting.ask(hanging, { timeout: 100 })
    setting.office.clock.advance(120)
    answerAll(hanging)
  }
  expect(setting.office.ejected).toEqual(['i0'])
})

test('a deadline that passes in the queue is nobody’s failure', () => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1 } } })
  const [busy] = setting.providers({ concurrency: 1 }, {}) as [never]
  void setting.ask(busy)
  for (let n = 0; n < 5; n++) void setting.ask(busy, { timeout: 100 })
  setting.office.clock.advance(120)
  expect(setting.office.ejected).toEqual([])
  answerAll(busy)
})

test('one that lost its socket and may come back is not charged with deadlines', () => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1 } } })
  const away = setting.provider()
  setting.provider()
  void setting.ask(away, { timeout: 100 })
  setting.office.interrupt(away)
  setting.office.clock.advance(120)
  expect(setting.office.ejected).toEqual([])
})

test('calls that their callers give up say nothing of it', () => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1 } } })
  const one = setting.provider()
  setting.provider()
  const abort = new AbortController()
  void setting.ask(one, { signal: abort.signal })
  abort.abort()
  setting.office.lose(setting.provider(), true)
  answerAll(one)
  expect(setting.office.ejected).toEqual([])
})

test.each([
  ['had left', true, ['i']],
  ['had not left', false, []],
])('lost calls count when they %s, and another connection of the instance stands', (_how, written, ejected) => {
  using setting = new Setting()
  const first = setting.provider({ instance: 'i' })
  void setting.calls(5)
  const second = setting.provider({ instance: 'i' })
  const other = setting.provider({ instance: 'j' })
  setting.office.lose(first, written)
  expect(setting.office.ejected).toEqual(ejected)
  answerAll(second, other)
})
