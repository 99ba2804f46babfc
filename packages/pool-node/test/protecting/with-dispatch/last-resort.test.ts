import { expect, test } from 'vitest'
import { answerAll, broken, openAt, Setting } from './setting.ts'
import { StandIn } from '../../dispatch/stand-in.ts'
import { arrive, status } from '../../roster/people.ts'

const x = { labels: { zone: 'x' } }
const y = { labels: { zone: 'y' } }

/** Two in zone x, of which the first is ejected and the second has no slot left, and one in zone y. */
function withOneWaiting(setting: Setting): { bad: StandIn; full: StandIn; other: StandIn } {
  const [bad, full, other] = setting.providers({ ...x }, { ...x, concurrency: 1 }, { ...y })
  setting.fail(bad, 5)
  void setting.call(x)
  void setting.call(x)
  expect(openAt(bad, full, other)).toEqual([0, 1, 0])
  return { bad, full, other }
}

test('the only instance is never ejected', () => {
  using setting = new Setting()
  const only = setting.provider()
  setting.fail(only, 20)
  expect(setting.office.ejected).toEqual([])
})

test('when the others leave, the ejected one serves again, also calls that wait', () => {
  using setting = new Setting()
  const [bad, full] = setting.providers({}, { concurrency: 1 })
  setting.fail(bad, 5)
  void setting.calls(2, { timeout: Infinity })
  expect(openAt(bad, full)).toEqual([0, 1])
  setting.office.lose(full, true)
  expect(setting.office.restored).toEqual(['i0'])
  expect(openAt(bad)).toEqual([1])
  // What was due at the end of its time is not any more.
  expect(setting.office.alarm.size).toBe(0)
  answerAll(bad)
})

test('a call that names it goes to it', () => {
  using setting = new Setting()
  const [bad, good] = setting.providers({}, {})
  setting.fail(bad, 5)
  void setting.ask(bad)
  expect(openAt(bad, good)).toEqual([1, 0])
  answerAll(bad)
  expect(setting.office.restored).toEqual([])
})

test('a call that names it and waits for a slot gets the next one there', () => {
  using setting = new Setting()
  const [bad, good] = setting.providers({ concurrency: 1 }, {})
  setting.fail(bad, 5)
  void setting.ask(bad)
  void setting.ask(bad)
  expect(bad.log).toHaveLength(6)
  answerAll(bad)
  expect(bad.log).toHaveLength(7)
  expect(good.log).toEqual([])
})

test('of two with one name, a call that names them and waits gets the first slot, though that one is ejected', () => {
  using setting = new Setting()
  const { office, binding } = setting
  setting.provider()
  const [bad, good] = [new StandIn(), new StandIn()]
  for (const [instance, link] of Object.entries({ bad, good })) {
    link.connection = arrive(office.roster, binding, { id: instance, instance, name: 'agent', link })
    office.roster.update(link.connection, status({ A: ['x'] }, { concurrency: 1 }))
  }
  setting.fail(bad, 5)
  for (const each of [bad, good]) void setting.ask(each)
  void setting.call({ provider: 'agent' })
  expect(openAt(bad, good)).toEqual([1, 1])
  bad.answer('ok')
  expect(openAt(bad, good)).toEqual([1, 1])
  answerAll(bad, good)
  for (const each of [bad, good]) office.lose(each, true)
})

test('it gets what asks for labels that it alone has', () => {
  using setting = new Setting()
  const [bad, good] = setting.providers({ ...x }, { ...y })
  setting.fail(bad, 5)
  void setting.call(x)
  void setting.call()
  expect(openAt(bad, good)).toEqual([1, 1])
  answerAll(bad, good)
})

test('while one is well that only lacks a slot, calls wait for that one', () => {
  using setting = new Setting()
  const { bad, full } = withOneWaiting(setting)
  answerAll(full)
  expect(bad.log).toHaveLength(5)
  expect(full.log).toHaveLength(2)
})

test.each<readonly [string, (setting: Setting, full: StandIn) => void]>([
  ['pauses', ({ office }, full) => office.status(full, { A: ['x'] }, { ...x, concurrency: 1, paused: true })],
  ['leaves', ({ office }, full) => office.lose(full, true)],
  ['loses its socket', ({ office }, full) => office.interrupt(full)],
  [
    'drains',
    ({ office }, full) => {
      full.connection.draining = true
      office.roster.refresh(full.connection.of)
    },
  ],
  ['has other labels now', ({ office }, full) => office.status(full, { A: ['x'] }, { ...y, concurrency: 1 })],
  ['lost the method', ({ office }, full) => office.status(full, { A: ['z'] }, { ...x, concurrency: 1 })],
])('when the last of them that is well %s, those that wait go to the ejected one', (_what, end) => {
  using setting = new Setting()
  const { bad, full } = withOneWaiting(setting)
  end(setting, full)
  expect(openAt(bad)).toEqual([1])
  answerAll(bad, full)
})

test('when the last of them that is well is ejected too, those that wait go to whoever has a slot', () => {
  using setting = new Setting({ rules: { ejection: { consecutiveFailures: 1, maxShare: 0.7 } } })
  const [first, second] = setting.providers({ ...x }, { ...x, concurrency: 2 }, { ...y })
  setting.fail(first, 1)
  void setting.calls(3, x)
  expect(openAt(first, second)).toEqual([0, 2])
  second.fail()
  expect(openAt(first, second)).toEqual([0, 2])
  void setting.calls(1, x)
  second.next().onError(broken())
  expect(setting.office.ejected).toEqual(['i0', 'i1'])
  expect(openAt(first, second)).toEqual([1, 1])
  answerAll(first, second)
})

test('with all ejected or paused, calls go to those that are ejected', () => {
  using setting = new Setting()
  const [bad, paused] = setting.providers({}, {})
  setting.fail(bad, 5)
  setting.office.status(paused, { A: ['x'] }, { paused: true })
  void setting.calls(2)
  expect(openAt(bad, paused)).toEqual([2, 0])
  answerAll(bad)
})
