import { expect, test } from 'vitest'
import { rejection, state } from '../../dispatch/office.ts'
import type { StandIn } from '../../dispatch/stand-in.ts'
import { answerAll, broken, openAt, Setting, type SettingOptions } from './setting.ts'

interface Hedged {
  readonly setting: Setting
  readonly call: Promise<unknown>
  readonly first: StandIn
  readonly second: StandIn
}

/** A call that has two attempts open. */
function hedged(options: SettingOptions & { readonly timeout?: number } = {}): Hedged {
  const setting = new Setting(options)
  const first = setting.provider({ concurrency: 1 })
  const { timeout = Infinity } = options
  const call = setting.call({ idempotent: true, hedge: 40, timeout })
  const second = setting.provider({ concurrency: 1 })
  setting.office.clock.advance(48)
  expect(openAt(first, second)).toEqual([1, 1])
  return { setting, call, first, second }
}

test.each(['first', 'second'] as const)(
  'the answer of the %s attempt wins; the other one is cancelled',
  async (who) => {
    const { setting, call, ...both } = hedged()
    using _ = setting
    const [winner, loser] = who === 'first' ? [both.first, both.second] : [both.second, both.first]
    winner.answer('won')
    expect(await call).toBe('won')
    expect(winner.cancelled).toEqual([])
    expect(loser.cancelled).toEqual(loser.open)
    expect(setting.office.alarm.size).toBe(0)
    // Its slot is its own until it has ended there.
    expect([winner.connection.inFlight, loser.connection.inFlight]).toEqual([0, 1])
    loser.fail(broken('CANCELLED'))
    expect(loser.connection.inFlight).toBe(0)
    expect(setting.office.counters).toMatchObject({ succeeded: 1, failed: {}, hedges: 1 })
  },
)

test('an error is an answer too', async () => {
  const { setting, call, first, second } = hedged()
  using _ = setting
  second.fail(broken('INTERNAL'))
  expect(await rejection(call)).toMatchObject({ code: 'INTERNAL', execution: 'finished' })
  expect(first.cancelled).toHaveLength(1)
  answerAll(first)
  expect(setting.office.counters).toMatchObject({ succeeded: 0, failed: { INTERNAL: { finished: 1 } } })
})

test('who was asked first and lost is charged, once: as far as anybody can see, it hangs', () => {
  const { setting, first, second } = hedged({ rules: { ejection: { consecutiveFailures: 1 } } })
  using _ = setting
  second.answer('won')
  expect(setting.office.ejected).toEqual(['i0'])
  first.fail(broken('INTERNAL'))
  expect(setting.office.ejected).toEqual(['i0'])
})

test('who was asked first is not charged when the other one fails: that one has beaten nobody', () => {
  const { setting, first, second } = hedged({ rules: { ejection: { consecutiveFailures: 1 } } })
  using _ = setting
  second.fail(broken('NOT_FOUND'))
  expect(setting.office.ejected).toEqual([])
  answerAll(first)
})

test('who was asked second and lost is neither charged nor praised', () => {
  const { setting, first, second } = hedged({ rules: { ejection: { consecutiveFailures: 1 } } })
  using _ = setting
  first.answer('won')
  second.fail(broken('INTERNAL'))
  expect(setting.office.ejected).toEqual([])
})

test('its slot goes to the next that waits', () => {
  const { setting, first, second } = hedged()
  using _ = setting
  void setting.calls(2)
  second.answer('won')
  expect([first.log.length, second.log.length]).toEqual([1, 2])
  first.answer('too late')
  expect([first.log.length, second.log.length]).toEqual([2, 2])
  answerAll(first, second)
})

test.each<readonly [string, (setting: Setting, standIn: StandIn) => void]>([
  ['refused', (_setting, standIn) => standIn.next().onRefused('full')],
  ['lost', (setting, standIn) => setting.office.lose(standIn, true)],
  ['lost before it had left', (setting, standIn) => setting.office.lose(standIn, false)],
  ['interrupted', (setting, standIn) => setting.office.interrupt(standIn)],
])('when one of the two is %s, the other goes on, and a third is not sent', async (_how, end) => {
  for (const who of ['first', 'second'] as const) {
    const { setting, call, ...both } = hedged()
    using _ = setting
    const [ending, other] = who === 'first' ? [both.first, both.second] : [both.second, both.first]
    const third = setting.provider()
    end(setting, ending)
    expect(await state(call)).toBe('pending')
    setting.office.clock.advance(500)
    expect(openAt(other, third)).toEqual([1, 0])
    other.answer('ok')
    expect(await call).toBe('ok')
    answerAll(ending)
  }
})

test('when both are lost it is sent once more, for nothing: the loss of one beside the other is no re-send', async () => {
  // Enough for the hedge.
  const rules = { retryBudget: { ratio: 0, minPerSecond: 1, window: 1000 } }
  const { setting, call, first, second } = hedged({ rules })
  using _ = setting
  setting.office.lose(second, true)
  setting.office.lose(first, true)
  answerAll(setting.provider())
  expect(await call).toBe('ok')
  expect(setting.office.counters).toMatchObject({ hedges: 1, retries: 1, lost: 2 })
})

test('when both are lost and that is maxAttempts, it fails, and two providers were lost with it', async () => {
  const { setting, call, first, second } = hedged({ maxAttempts: 2 })
  using _ = setting
  setting.office.lose(first, true)
  setting.office.lose(second, true)
  expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  expect(setting.office.poisoned.map(({ providers }) => providers.map(({ provider }) => provider))).toEqual([
    ['i0', 'i1'],
  ])
})

test('a deadline that passes is charged to both, and both are cancelled', async () => {
  const rules = { ejection: { consecutiveFailures: 1, maxShare: 1 } }
  const { setting, call, first, second } = hedged({ rules, timeout: 200 })
  using _ = setting
  setting.provider({ concurrency: 0 })
  setting.office.clock.advance(200)
  expect(await rejection(call)).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
  expect(setting.office.ejected.toSorted()).toEqual(['i0', 'i1'])
  expect([first.cancelled.length, second.cancelled.length]).toEqual([1, 1])
  answerAll(first, second)
})
