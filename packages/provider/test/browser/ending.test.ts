import { describe, expect, test } from 'vitest'
import type { Connection } from '../../src/index.ts'
import { slow } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

/** Its pool drains in the middle of a call, and the dial to the next one hangs. */
async function moving(page: Page): Promise<{ connection: Connection; end: () => void }> {
  const { world } = page
  const running = slow(world)
  const connection = await page.connect()
  world.pool.call('Slow.run')
  await settle()
  world.meetings.push({ hangs: true })
  world.pool.sayGoAway()
  await settle()
  expect([connection.state, world.dials.length]).toEqual(['moving', 2])
  return { connection, end: () => running.end?.('done') }
}

describe('a connection that is ended while a dial is under way', () => {
  test('by close(): the network may go away before the socket has closed', async () => {
    await using page = new Page()
    const { connection } = await moving(page)
    const closed = connection.close()
    const seen = page.see('offline', 'online')
    expect(connection.state, 'the pool has not answered the close yet').toBe('closing')
    await seen
    await closed
    expect(page.world.dials).toHaveLength(2)
  })

  test('by drain(): the network may go away and come back, nobody is dialled for that', async () => {
    await using page = new Page()
    const { connection, end } = await moving(page)
    const drained = connection.drain()
    await page.see('offline', 'online', 'hidden', 'visible')
    expect(page.world.dials).toHaveLength(2)
    end()
    await settle()
    await page.world.pass(5000, 500)
    await drained
    expect(page.world.names).toEqual(['connected', 'disconnected', 'closed'])
  })
})
