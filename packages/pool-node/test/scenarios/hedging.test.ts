// One of ten instances is twenty times slower than the rest. Hedging has to hide it: "The Tail at Scale".

import { ManualClock } from '@wsrpc/core/testing'
import { handler, Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import { random } from '../../src/balancers/random.ts'
import { Pool } from '../../src/index.ts'
import type { Hedge } from '../../src/protection/hedge-delay.ts'
import type { Balancer } from '../../src/balancers/balancer.ts'
import { deferred } from '../resume/deferred.ts'
import { loopback, next } from '../support/pools.ts'
import { type Ledger, ms, percent } from './ledger.ts'
import { World } from './world.ts'

const mean = 20
const perSecond = 200
const seconds = 60
const rules = { retryBudget: { ratio: 0.2, minPerSecond: 10, window: 10_000 } }

interface Run {
  readonly ledger: Ledger
  readonly hedges: number
}

function run(balancer: Balancer, slowness: number | undefined, hedge: Hedge | undefined): Run {
  using world = new World({ policy: { balancer, idempotent: () => true, hedge }, rules })
  for (let n = 0; n < 9; n++) world.worker({ mean })
  if (slowness !== undefined) world.worker({ mean: mean * slowness })
  const ledger = world.openLoop(perSecond, seconds * 1000)
  return { ledger, hedges: world.office.counters.hedges }
}

for (const make of [random, leastLoaded]) {
  const { name } = make()
  test(`without hedging one slow instance of ten makes the slowest calls much slower (${name})`, () => {
    const [well, slow] = [run(make(), undefined, undefined).ledger, run(make(), 20, undefined).ledger]
    console.log(`hedging: none, ${name}: p99 ${ms(slow.p99)} with the slow one, ${ms(well.p99)} without it`)
    expect(slow.p99).toBeGreaterThan(3 * well.p99)
  })

  test.each<Hedge>([50, 'p95'])(`hedging after %s hides it, within the budget (${name})`, (hedge) => {
    const well = run(make(), undefined, undefined).ledger
    const { ledger, hedges } = run(make(), 20, hedge)
    const { p50, p99, begun } = ledger
    console.log(
      `hedging: after ${hedge}, ${name}: p99 ${ms(p99)} with the slow one, ${ms(well.p99)} without it; ` +
        `${percent(hedges / begun)} of the calls were sent twice`,
    )
    expect(ledger.succeeded).toBe(begun)
    expect(p99).toBeLessThan(3 * well.p99)
    expect(p50).toBeLessThan(1.3 * well.p50)
    expect(hedges).toBeLessThan(begun * 0.2 + 10 * (seconds + 10))
    expect(hedges).toBeGreaterThan(0)
  })
}

test('when all become slow, hedges are bounded by the budget', () => {
  using world = new World({ policy: { idempotent: () => true, hedge: 50 }, rules })
  for (let n = 0; n < 10; n++) world.worker({ mean: mean * 20 })
  const { begun } = world.openLoop(perSecond, seconds * 1000)
  const { hedges } = world.office.counters
  console.log(`hedging: when all are slow, ${percent(hedges / begun)} of the calls were sent twice`)
  expect(hedges).toBeLessThanOrEqual(begun * 0.2 + 10 * (seconds + 10))
  expect(hedges).toBeGreaterThan(begun * 0.15)
})

test('over sockets: the provider that hangs is told that its answer is not wanted any more', async () => {
  const clock = new ManualClock(1000)
  await using pool = new Pool({ heartbeat: { interval: 0 }, runtime: { clock } })
  const retryBudget = { ratio: 0, minPerSecond: 1, window: 1000 }
  pool.bind('/pool', { idempotent: ['A.get'], hedge: 40, retryBudget })
  const { url } = await pool.listen(loopback)
  const [asked, gaveUp] = [deferred<string>(), deferred<string>()]
  let calls = 0
  const serve = (name: string): Provider => {
    const get = handler((context) => {
      if (++calls > 1) return name
      // The first one hangs until it is told to stop.
      context.signal.addEventListener('abort', () => gaveUp.resolve(name))
      asked.resolve(name)
      return gaveUp.promise
    })
    return new Provider({ name }).register('A', { get })
  }
  await using one = serve('one')
  await using two = serve('two')
  for (const provider of [one, two]) {
    const connected = next(pool, 'connect')
    provider.connect(`${url}/pool`)
    await connected
  }

  const call = pool.call('A.get')
  const hanging = await asked.promise
  expect(calls).toBe(1)
  clock.advance(48)
  expect(await call).toBe(hanging === 'one' ? 'two' : 'one')
  expect(await gaveUp.promise).toBe(hanging)
  expect(pool.stats().bindings['/pool']).toMatchObject({ succeeded: 1, hedges: 1, retriesLeft: 0 })
})
