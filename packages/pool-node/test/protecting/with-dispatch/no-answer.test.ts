import { expect, test } from 'vitest'
import { rejection } from '../../dispatch/office.ts'
import type { StandIn } from '../../dispatch/stand-in.ts'
import { answerAll, broken, openAt, roomy, Setting } from './setting.ts'

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
  const [busy] = setting.providers({ concurrency: 1 }, {})
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

test.each<readonly [string, (setting: Setting, one: StandIn) => void]>([
  ['fails later', (_setting, one) => one.fail(broken())],
  ['is lost later', (setting, one) => setting.office.lose(one, true)],
])('a call that its caller gives up, and that %s, says nothing of the instance', (_how, end) => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1 } } })
  const [one, again] = setting.providers({ instance: 'i' }, { instance: 'i' })
  setting.provider()
  const abort = new AbortController()
  void setting.ask(one, { signal: abort.signal })
  abort.abort()
  end(setting, one)
  expect(setting.office.ejected).toEqual([])
  answerAll(again)
})

test('an attempt counts once: when its time ran out, and its connection is lost after that too', () => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 6 } } })
  const [first] = setting.providers({ instance: 'i' }, { instance: 'j' })
  for (let n = 0; n < 5; n++) void setting.ask(first, { timeout: 100 })
  setting.provider({ instance: 'i' })
  setting.office.clock.advance(120)
  setting.office.lose(first, true)
  expect(setting.office.ejected).toEqual([])
})

test.each([
  ['had left', true, ['i']],
  ['had not left', false, []],
])(
  'a lost connection counts when its calls %s, and another one of the instance stands',
  (_how, written, ejected) => {
    using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1 } } })
    const first = setting.provider({ instance: 'i' })
    void setting.call()
    const second = setting.provider({ instance: 'i' })
    const other = setting.provider({ instance: 'j' })
    setting.office.lose(first, written)
    expect(setting.office.ejected).toEqual(ejected)
    answerAll(second, other)
  },
)

test('it counts once, however many calls were lost with it', () => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 2 } } })
  const first = setting.provider({ instance: 'i', ...roomy })
  void setting.calls(50)
  setting.provider({ instance: 'i', ...roomy })
  setting.provider({ instance: 'j', ...roomy })
  expect(openAt(first)).toEqual([50])
  setting.office.lose(first, true)
  expect(setting.office.ejected).toEqual([])
})
