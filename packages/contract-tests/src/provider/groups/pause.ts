import { equal, matches } from '../check.ts'
import { Held } from '../held.ts'
import type { Group } from '../test.ts'

/** No new calls, for a while. */
export const pause: Group = {
  'a connection that is paused gets no calls, and is asked again afterwards': async (world) => {
    const { pool, connection } = await world.join({ services: { Echo: { say: (word: string) => word } } })
    connection.update({ paused: true })
    await pool.ask('untilThereIs', { wanted: { paused: true } })
    matches(await pool.failure('Echo.say', ['no'], { timeout: 30 }), { execution: 'not-started' })
    const waiting = pool.call('Echo.say', ['yes'])
    connection.update({ paused: false })
    equal(await waiting, 'yes')
  },

  'what runs goes on': async (world) => {
    const held = new Held()
    const { pool, connection } = await world.join({ services: held.services })
    const running = await pool.begin('Held.run', [1])
    await held.runs(1)
    connection.update({ paused: true })
    await pool.ask('untilThereIs', { wanted: { paused: true } })
    held.letGo()
    equal(await pool.end(running), { value: 1 })
  },

  'is paused again after a reconnect': async (world) => {
    const { pool, connection, events } = await world.join({ pool: { cable: true } })
    connection.update({ paused: true })
    await pool.ask('restart')
    await events.until('connected', 2)
    await pool.ask('untilThereIs', { wanted: { paused: true } })
  },

  'labels and concurrency can be changed': async (world) => {
    const { pool, provider } = await world.join({ services: { Echo: { say: (word: string) => word } } })
    provider.update({ labels: { warm: true }, concurrency: 3 })
    await pool.ask('untilThereIs', { wanted: { labels: { warm: true }, concurrency: 3 } })
    equal(await pool.call('Echo.say', ['warm'], { labels: { warm: true } }), 'warm')
  },
}
