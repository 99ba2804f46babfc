import { equal, holds, matches } from '../check.ts'
import { Held } from '../held.ts'
import { numbers } from '../made.ts'
import type { Outcome } from '../pool.ts'
import type { Group } from '../test.ts'

/** How much a provider takes. */
export const limits: Group = {
  'no more methods run at once than it says; the others wait at the pool': async (world) => {
    let [running, most] = [0, 0]
    const run = async (): Promise<void> => {
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => setTimeout(resolve, 1))
      running--
    }
    const { pool } = await world.join({ provider: { concurrency: 3 }, services: { Work: { run } } })
    const list = numbers(30).map(() => [])
    const outcomes = await pool.ask<Outcome[]>('calls', { method: 'Work.run', list })
    equal(
      outcomes.filter(({ error }) => error !== undefined),
      [],
    )
    equal(most, 3, 'the most at once')
  },

  'is full for one pool when another has its slot, and takes the call afterwards': async (world) => {
    const held = new Held()
    const { pool: first, provider } = await world.join({
      provider: { concurrency: 1 },
      services: held.services,
    })
    const second = await world.pool()
    await world.dial(provider, second.url).connection.ready
    const running = await first.begin('Held.run', [1])
    await held.runs(1)
    const refused = await second.begin('Held.run', [2])
    await second.ask('untilRefused', { count: 1 })
    held.letGo()
    equal(await first.end(running), { value: 1 })
    await held.runs(2)
    held.letGo()
    equal(await second.end(refused), { value: 2 })
  },

  'a value that is nested too deep fails its call only, and names the limit': async (world) => {
    const { pool } = await world.join({
      provider: { limits: { maxDepth: 10 } },
      services: { Echo: { take: () => 'it came' } },
    })
    const deep = await pool.ask<Outcome>('callWithMade', { method: 'Echo.take', kind: 'nested', size: 20 })
    matches(deep.error, { code: 'INVALID_ARGUMENT', execution: 'not-started' })
    holds(deep.error!.message.includes('maxDepth'), deep.error!.message)
    equal(await pool.ask('callWithMade', { method: 'Echo.take', kind: 'nested', size: 5 }), {
      value: 'it came',
    })
  },

  'one that takes no streams refuses them by name': async (world) => {
    const { pool } = await world.join({
      provider: { limits: { maxStreams: 0 } },
      services: { Numbers: { sum: () => 0 }, Echo: { say: (word: string) => word } },
    })
    const { error } = await pool.ask<Outcome>('send', { method: 'Numbers.sum', count: 3 })
    matches(error, { code: 'UNIMPLEMENTED', execution: 'not-started' })
    equal(await pool.call('Echo.say', ['still there']), 'still there')
  },
}
