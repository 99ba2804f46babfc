// An instance that fails at once looks idle, so that a balancer by load sends it all that it can: the black hole.

import { ManualClock } from '@wsrpc/core/testing'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { Pool } from '../../src/index.ts'
import type { EjectionOptions } from '../../src/protection/ejection-options.ts'
import { loopback, next } from '../support/pools.ts'
import { type Ledger, ms, percent } from './ledger.ts'
import type { Worker } from './worker.ts'
import { World } from './world.ts'

const second = 1000
const perSecond = 200

/** Instances that take 50 ms a call. */
function instances(
  count: number,
  ejection: EjectionOptions | false,
  concurrency: number,
  seed: number = 4711,
): World {
  const world = new World({ seed, rules: { ejection } })
  for (let n = 0; n < count; n++) world.worker({ mean: 50, concurrency })
  return world
}

function tenInstances(ejection: EjectionOptions | false): World {
  return instances(10, ejection, 1000)
}

test('one that fails at once gets under 1 % of the calls once it is out, and comes back when it is well', () => {
  using world = tenInstances({})
  const [bad] = world.workers as [Worker]
  bad.fails = 1
  world.openLoop(perSecond, second)
  expect(world.office.ejected).toEqual(['w0'])

  const before = bad.given
  const out = world.openLoop(perSecond, 120 * second)
  const part = (bad.given - before) / out.begun
  // It was tried: after 30 s, and after 60 s more.
  expect(bad.given - before).toBe(2)
  expect(part).toBeLessThan(0.01)
  expect(out.failed.get('UNAVAILABLE')).toBe(2)

  bad.fails = 0
  world.openLoop(perSecond, 90 * second)
  expect(world.office.restored).toEqual(['w0'])
  const again = bad.given
  const well = world.openLoop(perSecond, 30 * second)
  const share = (bad.given - again) / well.begun
  expect(Math.abs(share - 0.1)).toBeLessThan(0.02)
  expect(well.succeeded).toBe(well.begun)
  console.log(
    `ejection: one of ten fails at once and gets ${percent(part)} of the calls while it is out, ${percent(share)} when it is back`,
  )
})

test('without ejection it gets more than its share: what is tested here would be a disaster', () => {
  using world = tenInstances(false)
  const [bad] = world.workers as [Worker]
  bad.fails = 1
  const ledger = world.openLoop(perSecond, 20 * second)
  const part = bad.given / ledger.begun
  expect(part).toBeGreaterThan(0.15)
  console.log(`ejection: without it, the one that fails at once gets ${percent(part)} of the calls`)
})

test.each([
  [10, 'all their calls', 1],
  [10, 'a third of their calls', 0.33],
  [3, 'half of their calls', 0.5],
  [2, 'all their calls', 1],
  [2, 'half of their calls', 0.5],
  [2, 'three in ten of their calls', 0.3],
])('when all of %i fail %s, ejection makes nothing worse, whatever chance wants', (count, which, fails) => {
  const run = (ejection: EjectionOptions | false, seed: number): Ledger => {
    // Half of what they can do is asked of them, so it costs something that one is out.
    using world = instances(count, ejection, 2, seed)
    for (const worker of world.workers) {
      worker.fails = fails
      worker.failAfter = 50
    }
    return world.openLoop(count * 20, 60 * second)
  }
  const rate = ({ succeeded, begun }: Ledger): number => succeeded / begun
  for (const seed of [4711, 4712, 4713, 4714, 4715]) {
    const without = run(false, seed)
    const guarded = run({}, seed)
    console.log(
      `ejection: when all of ${count} fail ${which}, ${percent(rate(guarded))} succeed (p99 ${ms(guarded.p99)}), ` +
        `without ejection ${percent(rate(without))} (p99 ${ms(without.p99)})`,
    )
    // Each call got its answer from a provider: none waited in vain.
    for (const ledger of [without, guarded]) expect([...ledger.failed.keys()]).toEqual(['UNAVAILABLE'])
    expect(guarded.begun).toBeGreaterThan(count * 1000)
    expect(Math.abs(rate(guarded) - rate(without))).toBeLessThan(0.02)
    expect(guarded.p99).toBeLessThan(without.p99 * 1.1)
  }
})

test('three of ten that fail at once are out, all of them', () => {
  using world = tenInstances({})
  const bad = world.workers.slice(0, 3)
  for (const worker of bad) worker.fails = 1
  world.openLoop(perSecond, 2 * second)
  const before = bad.reduce((sum, { given }) => sum + given, 0)
  const { begun } = world.openLoop(perSecond, 60 * second)
  const part = (bad.reduce((sum, { given }) => sum + given, 0) - before) / begun
  console.log(`ejection: three of ten fail at once and get ${percent(part)} of the calls once they are out`)
  expect(part).toBeLessThan(0.01)
})

test('over sockets: a pool tells whom it ejected and restored', async () => {
  const clock = new ManualClock(1000)
  await using pool = new Pool({ heartbeat: { interval: 0 }, runtime: { clock } })
  pool.bind('/pool', { ejection: { consecutiveFailures: 3, baseTime: 8000 } })
  const { url } = await pool.listen(loopback)
  let isBroken = true
  const serve = (name: string, get: () => string): Provider => new Provider({ name }).register('A', { get })
  await using bad = serve('bad', () => {
    if (isBroken) throw new Error('it is broken')
    return 'bad'
  })
  await using good = serve('good', () => 'good')
  for (const provider of [bad, good]) {
    const connected = next(pool, 'connect')
    provider.connect(`${url}/pool`)
    await connected
  }
  const heard: unknown[] = []
  pool.on('eject', ({ path, name }, { reason, ms: time }) => heard.push(['eject', path, name, reason, time]))
  pool.on('restore', ({ path, name }) => heard.push(['restore', path, name]))
  const ask = (): Promise<unknown> => pool.call('A.get', [], { provider: 'bad' })

  for (let n = 0; n < 3; n++) await expect(ask()).rejects.toMatchObject({ code: 'UNKNOWN' })
  expect(heard).toEqual([['eject', '/pool', 'bad', 'consecutive', 8000]])
  expect([...pool.connections.values()].find(({ name }) => name === 'bad')?.ejected).toBe(true)
  const answers = await Promise.all(Array.from({ length: 50 }, () => pool.call('A.get')))
  expect(new Set(answers)).toEqual(new Set(['good']))

  isBroken = false
  clock.advance(8008)
  expect(await ask()).toBe('bad')
  expect(heard.slice(1)).toEqual([['restore', '/pool', 'bad']])
  const later = await Promise.all(Array.from({ length: 50 }, () => pool.call('A.get')))
  expect(new Set(later)).toEqual(new Set(['good', 'bad']))
})
