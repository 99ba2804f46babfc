import { expect, test } from 'vitest'
import type { StandIn } from '../../dispatch/stand-in.ts'
import { answerAll, Setting } from './setting.ts'

/** So many calls that are answered after so many ms each. */
function answersAfter(setting: Setting, ms: number, count: number, all: readonly StandIn[]): void {
  for (let n = 0; n < count; n++) {
    void setting.call({ idempotent: true, hedge: 'p90' })
    setting.office.clock.advance(ms)
    answerAll(...all)
  }
}

/** How long one call waits before it is sent a second time, in ms; undefined: it is not. */
function delay(setting: Setting, all: readonly StandIn[]): number | undefined {
  const before = setting.sendings
  void setting.call({ idempotent: true, hedge: 'p90' })
  let waited: number | undefined
  for (let ms = 1; ms <= 500 && waited === undefined; ms++) {
    setting.office.clock.advance(1)
    if (setting.sendings > before + 1) waited = ms
  }
  answerAll(...all)
  return waited
}

test('a percentile of too few answers is none', () => {
  using setting = new Setting()
  const all = setting.providers({}, {})
  answersAfter(setting, 100, 18, all)
  expect(delay(setting, all)).toBe(undefined)
})

test('with enough of them it is that of the recent answers', () => {
  using setting = new Setting()
  const all = setting.providers({}, {})
  answersAfter(setting, 100, 40, all)
  // Histograms are exact to an eighth, timers to 8 ms.
  expect(Math.abs((delay(setting, all) as number) - 100)).toBeLessThan(21)
})

test('of what was long ago nothing is left', () => {
  using setting = new Setting()
  const all = setting.providers({}, {})
  answersAfter(setting, 100, 40, all)
  setting.office.clock.advance(120_000)
  expect(delay(setting, all)).toBe(undefined)
})

test('answers of another method are no guide', () => {
  using setting = new Setting()
  const all = setting.providers({}, {})
  answersAfter(setting, 100, 40, all)
  for (const standIn of all) setting.office.status(standIn, { A: ['x', 'y'] })
  void setting.office.call('A.y', [], { idempotent: true, hedge: 'p90' })
  const before = setting.sendings
  setting.office.clock.advance(500)
  expect(setting.sendings).toBe(before)
  answerAll(...all)
})
