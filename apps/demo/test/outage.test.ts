import { EventEmitter } from 'node:events'
import type { Pool } from '@wsrpc/pool-node'
import { expect, test } from 'vitest'
import { watchOutage } from '../src/stage/outage.ts'

/** What a pool tells, without the pool. */
function makePool() {
  const events = new EventEmitter()
  const told = (identity: string, id: string, inFlight = 0): object => ({ identity, id, inFlight })
  return {
    pool: events as unknown as Pool,
    events,
    disconnect: (name: string, id: string, resumable: boolean, inFlight = 0) =>
      events.emit('disconnect', told(name, id, inFlight), { code: 1006, reason: '', resumable }),
    connect: (name: string, id: string, resumed: boolean) =>
      events.emit('connect', told(name, id), { resumed }),
  }
}

test('one that comes back', async () => {
  const { pool, events, disconnect, connect } = makePool()
  const { noticed, over } = watchOutage(pool, 'maple')
  disconnect('willow', '1', true, 7)
  disconnect('maple', '2', true, 2)
  connect('willow', '1', true)
  connect('maple', '2', true)
  expect(await noticed).toMatchObject({ inFlight: 2, resumable: true })
  expect(await over).toMatchObject({ resumed: true })
  expect(events.eventNames()).toEqual([])
})

test('one that is gone', async () => {
  const { pool, events, disconnect } = makePool()
  const { noticed, over } = watchOutage(pool, 'maple')
  disconnect('maple', '2', true, 2)
  disconnect('maple', '2', false, 1)
  // What it had when the socket was lost, and not at the end.
  expect(await noticed).toMatchObject({ inFlight: 2, resumable: true })
  expect(await over).toMatchObject({ resumed: false })
  expect(events.eventNames()).toEqual([])
})

test('one that comes back as another connection did not go on', async () => {
  const { pool, disconnect, connect } = makePool()
  const { over } = watchOutage(pool, 'maple')
  disconnect('maple', '2', true)
  connect('maple', '3', false)
  expect(await over).toMatchObject({ resumed: false })
})
