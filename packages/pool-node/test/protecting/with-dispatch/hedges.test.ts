import { expect, test } from 'vitest'
import { upTo } from '../../roster/people.ts'
import { answerAll, openAt, Setting } from './setting.ts'

const hedged = { idempotent: true, hedge: 48 } as const

/** Timers may be late by this, in ms. */
const late = 8

test('a call that may not run twice can not be hedged: a TypeError says so', async () => {
  using setting = new Setting()
  setting.provider()
  await expect(setting.call({ hedge: 50 })).rejects.toThrow(TypeError)
  await expect(setting.call({ hedge: 50, idempotent: false })).rejects.toThrow('hedge sends A.x twice')
  await expect(setting.call({ hedge: 0, idempotent: true })).rejects.toThrow(
    'hedge must be a number of ms above 0',
  )
})

test('a call without an answer is sent to a second instance, not before the delay', () => {
  using setting = new Setting()
  const [one, two] = setting.providers({}, {})
  void setting.call(hedged)
  setting.office.clock.advance(47)
  expect(setting.sendings).toBe(1)
  setting.office.clock.advance(1 + late)
  expect(openAt(one, two)).toEqual([1, 1])
  setting.office.clock.advance(1000)
  expect(openAt(one, two)).toEqual([1, 1])
  expect(setting.office.counters).toMatchObject({ hedges: 1, retries: 0 })
  answerAll(one, two)
})

test('the second attempt says that it is one', () => {
  using setting = new Setting()
  const first = setting.provider()
  void setting.call(hedged)
  const second = setting.provider()
  setting.office.clock.advance(48 + late)
  expect(first.open[0]?.meta?.attempt).toBe(undefined)
  expect(second.open[0]?.meta?.attempt).toBe(2)
  answerAll(first, second)
})

test('one that is answered in time is not, and leaves no timer', async () => {
  using setting = new Setting()
  const [one, two] = setting.providers({}, {})
  const call = setting.call({ ...hedged, timeout: Infinity })
  expect(setting.office.alarm.size).toBe(1)
  answerAll(one, two)
  expect(await call).toBe('ok')
  expect(setting.office.alarm.size).toBe(0)
  setting.office.clock.advance(100)
  expect(setting.sendings).toBe(1)
})

test('other calls are not: neither the path nor the call asked for it', () => {
  using setting = new Setting()
  const [one, two] = setting.providers({}, {})
  void setting.call({ idempotent: true, timeout: Infinity })
  expect(setting.office.alarm.size).toBe(0)
  setting.office.clock.advance(10_000)
  expect(setting.sendings).toBe(1)
  answerAll(one, two)
})

test('a path may hedge what may run twice; a call may decline', () => {
  using setting = new Setting({ policy: { hedge: 48, idempotent: () => true } })
  const [one, two] = setting.providers({}, {})
  void setting.call()
  void setting.call({ hedge: false })
  void setting.call({ idempotent: false })
  setting.office.clock.advance(48 + late)
  expect(setting.sendings).toBe(4)
  answerAll(one, two)
})

test('a stream in the params can be read once, so a call with one is not sent twice', () => {
  using setting = new Setting()
  const first = setting.provider()
  // As a link does when it takes the call.
  const take = first.call.bind(first)
  first.call = (call) => {
    call.streams = { sent: true } as NonNullable<typeof call.streams>
    take(call)
  }
  void setting.call(hedged)
  const second = setting.provider()
  setting.office.clock.advance(100)
  expect(openAt(first, second)).toEqual([1, 0])
  answerAll(first)
})

test('a call that waits is not hedged: it is nowhere', () => {
  using setting = new Setting()
  const first = setting.provider()
  void setting.call(hedged)
  setting.office.lose(first, false)
  setting.office.clock.advance(100)
  const [second, third] = setting.providers({}, {})
  expect(openAt(second, third)).toEqual([1, 0])
  answerAll(second)
})

test('nor is one that is only where the socket was lost: it is sent again, or it waits for that', () => {
  using setting = new Setting({ policy: { queue: upTo(0) } })
  const first = setting.provider()
  void setting.call(hedged)
  setting.office.interrupt(first)
  const second = setting.provider()
  setting.office.clock.advance(100)
  expect(openAt(first, second)).toEqual([1, 0])
  setting.office.resume(first)
  answerAll(first)
})

test('a first attempt that was refused does not count: the time begins with the one that is sent instead', () => {
  using setting = new Setting()
  const first = setting.provider()
  void setting.call({ idempotent: true, hedge: 40, timeout: Infinity })
  setting.office.clock.advance(32)
  const second = setting.provider()
  const third = setting.provider({ concurrency: 1 })
  first.next().onRefused('full')
  const [has, other] = second.open.length > 0 ? [second, third] : [third, second]
  setting.office.clock.advance(32)
  expect(openAt(has, other)).toEqual([1, 0])
  setting.office.clock.advance(16)
  expect(openAt(has, other)).toEqual([1, 1])
  answerAll(has, other)
})
