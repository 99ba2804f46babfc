import { expect, test } from 'vitest'
import type { Balancer } from '../../../src/balancers/balancer.ts'
import { leastLoaded } from '../../../src/balancers/least-loaded.ts'
import { roundRobin } from '../../../src/balancers/round-robin.ts'
import type { StandIn } from '../../dispatch/stand-in.ts'
import { answerAll, openAt, Setting } from './setting.ts'

const slowStart = 20_000
const roomy = { concurrency: 10_000 }

/** The part of a thousand calls that one gets beside another, if all calls stay open meanwhile. */
function partOf(setting: Setting, one: StandIn, other: StandIn): number {
  void setting.calls(1000)
  const [own, others] = openAt(one, other) as [number, number]
  answerAll(one, other)
  return own / (own + others)
}

function withNewOne(balancer: Balancer): { setting: Setting; fresh: StandIn; warm: StandIn } {
  const setting = new Setting({ rules: { slowStart }, policy: { balancer } })
  const warm = setting.provider(roomy)
  setting.office.clock.advance(slowStart)
  return { setting, warm, fresh: setting.provider(roomy) }
}

test.each([leastLoaded(), roundRobin()])('$name gives a new instance a growing part', (balancer) => {
  const { setting, fresh, warm } = withNewOne(balancer)
  using _ = setting
  const parts = [0, 5000, 5000, 5000, 5100].map((ms) => {
    setting.office.clock.advance(ms)
    return partOf(setting, fresh, warm)
  })
  // Against one that has its whole share: 0.1 of 1.1, 0.25 of 1.25, 0.5 of 1.5, 0.75 of 1.75, 1 of 2.
  const due = [0.091, 0.2, 0.333, 0.429, 0.5]
  for (const [at, part] of parts.entries()) expect(Math.abs(part - (due[at] as number))).toBeLessThan(0.04)
})

test('when it is warm nothing is left to do', () => {
  const { setting, fresh } = withNewOne(leastLoaded())
  using _ = setting
  expect(setting.office.alarm.size).toBe(1)
  setting.office.clock.advance(slowStart + 200)
  expect(setting.office.alarm.size).toBe(0)
  expect(fresh.connection.share).toBe(1)
})

test('those that come with the first ones are warm: they were there before the pool', () => {
  using setting = new Setting({ rules: { slowStart } })
  const first = setting.provider(roomy)
  setting.office.clock.advance(slowStart - 1)
  const second = setting.provider(roomy)
  expect(setting.office.alarm.size).toBe(0)
  expect(partOf(setting, first, second)).toBe(0.5)
})

test('after an ejection it warms up again', () => {
  using setting = new Setting({
    rules: { slowStart, ejection: { consecutiveFailures: 1, baseTime: 30_000 } },
  })
  const [bad, good] = setting.providers(roomy, roomy)
  setting.fail(bad, 1)
  setting.office.clock.advance(30_000)
  while (bad.open.length === 0) void setting.call()
  expect(bad.connection.share).toBe(1)
  answerAll(bad, good)
  expect(setting.office.restored).toEqual(['i0'])
  expect(bad.connection.share).toBe(0.1)
  setting.office.clock.advance(10_000)
  expect(partOf(setting, bad, good)).toBeCloseTo(0.333, 1)
  setting.office.clock.advance(10_200)
  expect(bad.connection.share).toBe(1)
})

test('one that is ejected while it warms up, and taken back, begins anew and not twice', () => {
  using setting = new Setting({ rules: { slowStart, ejection: { consecutiveFailures: 1, baseTime: 1000 } } })
  const good = setting.provider(roomy)
  setting.office.clock.advance(slowStart)
  const bad = setting.provider(roomy)
  setting.office.clock.advance(10_000)
  setting.fail(bad, 1)
  setting.office.clock.advance(1008)
  while (bad.open.length === 0) void setting.call()
  answerAll(bad, good)
  expect(bad.connection.share).toBe(0.1)
  expect(setting.office.alarm.size).toBe(1)
  setting.office.clock.advance(9000)
  expect(bad.connection.share).toBeCloseTo(0.45, 2)
})

test('one that leaves while it warms up leaves no timer', () => {
  const { setting, fresh } = withNewOne(leastLoaded())
  using _ = setting
  setting.office.lose(fresh, true)
  expect(setting.office.alarm.size).toBe(0)
})

test('without slow start a new instance has its whole share at once', () => {
  using setting = new Setting({ rules: { slowStart: 0 } })
  const first = setting.provider(roomy)
  setting.office.clock.advance(60_000)
  const second = setting.provider(roomy)
  expect(setting.office.alarm.size).toBe(0)
  expect(partOf(setting, first, second)).toBe(0.5)
})
