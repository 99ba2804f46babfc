import { seededRandom } from '@wsrpc/contract-tests/chance'
import { expect, test } from 'vitest'
import { Setting } from './setting.ts'

const perSecond = 200
const seconds = 20
const rules = { retryBudget: { ratio: 0.2, minPerSecond: 10, window: 10_000 } }

/** Providers that are lost as soon as they have calls, and others that come in their place. @returns how often was sent. */
function outage(idempotent: boolean): { readonly calls: number; readonly sendings: number } {
  const random = seededRandom(7)
  using setting = new Setting({ rules, maxAttempts: 10 })
  const providers = setting.providers({ concurrency: 1000 }, { concurrency: 1000 })
  let calls = 0
  for (let step = 0; step < seconds * 100; step++) {
    setting.office.clock.advance(10)
    for (let n = 0; n < perSecond / 100; n++, calls++) void setting.call({ idempotent, timeout: Infinity })
    const at = Math.floor(random() * providers.length)
    setting.office.lose(providers[at] as (typeof providers)[0], true)
    providers[at] = setting.provider({ concurrency: 1000 })
  }
  for (const provider of providers) setting.office.lose(provider, true)
  // Those that wait now are lost as well, until none is left.
  while (setting.office.attempts.open > 0) setting.office.lose(setting.provider({ concurrency: 1000 }), true)
  return { calls, sendings: setting.sendings }
}

test('when all that is sent is lost, the load grows by what is free and by the budget, not by maxAttempts', () => {
  const { calls, sendings } = outage(true)
  const free = calls
  const reserve = 10 * (seconds + 10)
  console.log(
    `outage: ${calls} calls that may run twice, of up to 10 attempts each, were sent ${sendings} times`,
  )
  expect(calls).toBe(perSecond * seconds)
  expect(sendings).toBeLessThanOrEqual(calls * 1.2 + reserve + free)
  // It is used, too.
  expect(sendings).toBeGreaterThan(calls * 1.15 + free)
})

test('what may not run twice is sent once', () => {
  const { calls, sendings } = outage(false)
  expect(sendings).toBe(calls)
})
