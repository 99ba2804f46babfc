import { equal, failure, matches } from '../check.ts'
import { Held } from '../held.ts'
import { numbers, produce } from '../made.ts'
import type { Notes } from '../notes.ts'
import type { Outcome, PoolThere } from '../pool.ts'
import type { Group } from '../test.ts'
import type { World } from '../world.ts'

/** Cut again and again until what is told is done; each time it goes on. */
async function cutWhile(pool: PoolThere, work: Promise<unknown>, events: Notes): Promise<void> {
  let isDone = false
  void work.finally(() => (isDone = true)).catch(() => {})
  for (let cuts = 1; !isDone && cuts <= 5; cuts++) {
    await pool.ask('cut')
    matches(await events.until('connected', cuts + 1), { resumed: true })
  }
  await work
}

function join(world: World, services: Readonly<Record<string, object>>, options: object = {}) {
  return world.join({ pool: { cable: true, options }, services })
}

/** A provider comes back, and goes on where it was. */
export const resume: Group = {
  'is the same connection as before': async (world) => {
    const { pool, events } = await join(world, {})
    await pool.ask('cut')
    const again = await events.until('connected', 2)
    equal(again, { resumed: true, id: (events.all('connected')[0] as { id: string }).id })
    await pool.ask('untilThereIs', { wanted: { resumes: 1, interrupted: false } })
  },

  'calls that run go on: each is answered, and none runs twice': async (world) => {
    const held = new Held()
    const { pool, events } = await join(world, held.services)
    const list = numbers(50).map((n) => [n])
    const calls = pool.ask<Outcome[]>('calls', { method: 'Held.run', list })
    await held.runs(50)
    await pool.ask('cut')
    // Some end while there is no socket, some afterwards.
    await events.until('disconnected')
    held.letGo()
    equal(
      (await calls).map(({ value }) => value),
      numbers(50),
    )
    equal(held.ran, numbers(50))
    matches(await events.until('connected', 2), { resumed: true })
  },

  'what was on its way when the socket was lost comes again, once': async (world) => {
    const held = new Held()
    const { pool, connection, events } = await join(world, held.services)
    const first = await pool.begin('Held.run', [1])
    await held.runs(1)
    // From now on nothing arrives, in either direction; nobody knows it yet.
    await pool.ask('stall')
    const second = await pool.begin('Held.run', [2])
    const called = connection.call('Desk.note', ['from the provider'])
    held.letGo()
    await pool.ask('cut')
    matches(await events.until('connected', 2), { resumed: true })
    equal(await pool.end(first), { value: 1 })
    await held.runs(2)
    held.letGo()
    equal(await pool.end(second), { value: 2 })
    await called
    equal(held.ran, [1, 2])
    equal(await pool.ask('journal'), ['from the provider'])
  },

  'a socket that fell silent is found by the heartbeat, and replaced': async (world) => {
    const held = new Held()
    const { pool, events } = await join(world, held.services, { heartbeat: { interval: 50, misses: 2 } })
    const call = await pool.begin('Held.run', [1])
    await held.runs(1)
    await pool.ask('stall')
    held.letGo()
    matches(await events.until('disconnected'), { code: 4409, willRetry: true })
    matches(await events.until('connected', 2), { resumed: true })
    equal(await pool.end(call), { value: 1 })
    equal(held.ran, [1])
  },

  'a stream of the provider goes on, without a gap': async (world) => {
    const source = { produced: 0, closed: false }
    const count = (most: number): AsyncIterable<unknown> => produce(source, most)
    const { pool, events } = await join(world, { Numbers: { count } })
    const read = pool.ask<{ items: unknown[] }>('read', { method: 'Numbers.count', params: [20_000] })
    await cutWhile(pool, read, events)
    equal((await read).items, numbers(20_000))
  },

  'a stream of the pool goes on, without a gap': async (world) => {
    const { pool, connection, events } = await join(world, {})
    const items: unknown[] = []
    const read = (async () => {
      for await (const item of await connection.call<AsyncIterable<number>>('Desk.count', [20_000]))
        items.push(item)
    })()
    await cutWhile(pool, read, events)
    equal(items, numbers(20_000))
  },

  'a call of the provider goes on': async (world) => {
    const { pool, connection, events } = await join(world, {})
    const call = connection.call('Desk.hold', ['one'])
    await pool.ask('untilNoted', { text: 'one runs' })
    await pool.ask('cut')
    await events.until('disconnected')
    await pool.ask('letGo')
    equal(await call, 'one')
    equal(await pool.ask('journal'), ['one runs'])
  },

  'where the pool does not keep it, a call whose end nobody knows is unknown': async (world) => {
    const { pool, connection, events } = await join(world, {}, { resumeWindow: 0 })
    const lost = failure(connection.call('Desk.hold', ['one']))
    await pool.ask('untilNoted', { text: 'one runs' })
    await pool.ask('cut')
    matches(await lost, { code: 'UNAVAILABLE', execution: 'unknown' })
    matches(await events.until('connected', 2), { resumed: false })
  },
}
