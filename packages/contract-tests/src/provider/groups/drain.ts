import { equal, holds, matches } from '../check.ts'
import { Held } from '../held.ts'
import type { Group } from '../test.ts'

/** Leaving in good order. */
export const drain: Group = {
  'a connection that drains ends what runs, and takes nothing new': async (world) => {
    const held = new Held()
    const { pool, connection, events } = await world.join({ services: held.services })
    const running = await pool.begin('Held.run', [1])
    await held.runs(1)
    const drained = connection.drain()
    equal(connection.state, 'draining')
    await pool.ask('untilThereIs', { wanted: { draining: true } })
    matches(await pool.failure('Held.run', [2], { timeout: 30 }), { execution: 'not-started' })
    held.letGo()
    equal(await pool.end(running), { value: 1 })
    await drained
    equal(connection.state, 'closed')
    equal(held.ran, [1])
    equal(events.names.at(-1), 'closed')
  },

  'new calls go to another provider meanwhile': async (world) => {
    const held = new Held()
    const { pool, connection } = await world.join({ services: held.services })
    const running = await pool.begin('Held.run', [1])
    await held.runs(1)
    const drained = connection.drain()
    await world.dial(world.provider({}, { Held: { run: (n: number) => -n } }), pool.url).connection.ready
    equal(await pool.call('Held.run', [2]), -2)
    held.letGo()
    equal(await pool.end(running), { value: 1 })
    await drained
  },

  'after its timeout it closes anyway': async (world) => {
    const held = new Held()
    const { pool, provider } = await world.join({ services: held.services })
    const running = await pool.begin('Held.run', [1])
    await held.runs(1)
    await provider.drain({ timeout: 20 })
    matches((await pool.end(running)).error, { code: 'UNAVAILABLE', execution: 'unknown' })
  },

  'moves when the pool drains: no call fails, old ones end at the old pool': async (world) => {
    const held = new Held()
    const { pool, connection, events } = await world.join({ pool: { cable: true }, services: held.services })
    const old = await pool.begin('Held.run', [1])
    await held.runs(1)
    await pool.ask('succeed')
    await events.until('connected', 2)
    equal(connection.state, 'connected')
    const fresh = await pool.begin('Held.run', [2])
    await held.runs(2)
    held.letGo()
    equal([await pool.end(old), await pool.end(fresh)], [{ value: 1 }, { value: 2 }])
    holds(!events.names.includes('disconnected'), `it was disconnected: ${events.names.join(', ')}`)
    equal(await connection.call('Desk.echo', ['at the new one']), 'at the new one')
  },
}
