import { describe, expect, test } from 'vitest'
import type { Locks } from '../../src/browser/surroundings.ts'
import type { Connection } from '../../src/index.ts'
import { cut, firstOf, slow } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

// Node's own.
const { locks } = navigator as unknown as { locks: Locks }

/** Locks come a few turns of the loop later. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settle()
}

/** It was hidden and shown again in the middle of a call: the old socket ends that, beside a new one. */
async function shownAgain(exclusive: string): Promise<{ page: Page; connection: Connection }> {
  const page = new Page({ exclusive, locks })
  slow(page.world)
  const connection = await page.connect()
  page.world.pool.call('Slow.run')
  await settle()
  await page.see('hidden', 'visible')
  await until(() => connection.state === 'connected')
  return { page, connection }
}

/** The pools' ends that still have a socket. */
function open({ world }: Page): number {
  return world.pools.filter(({ end, loss, released }) => (end ?? loss) === undefined && !released).length
}

describe('an exclusive tab that was hidden and shown again in the middle of a call', () => {
  test('loses its old socket: the new one serves on, alone', async () => {
    await using page = (await shownAgain('old lost')).page
    const { world } = page
    expect(open(page)).toBe(2)
    world.wires[0]?.terminate()
    await settle()
    await world.pass(10_000, 1000)
    expect([open(page), world.dials.length]).toEqual([1, 2])
    expect(world.names).toEqual(['connected', 'connected'])
  })

  test('loses both sockets: it goes on with the new connection', async () => {
    const { page, connection } = await shownAgain('both lost')
    await using _page = page
    const { world } = page
    for (const wire of world.wires) wire.terminate()
    await settle()
    await world.pass(10_000, 1000)
    expect([connection.state, open(page)]).toEqual(['connected', 1])
    expect(world.last('connected')).toMatchObject({ resumed: true, id: world.pools[1]?.id })
  })

  test('loses its only socket before it is shown: the call ends there, and new ones come over another', async () => {
    const page = new Page({ exclusive: 'leaving lost', locks })
    await using _page = page
    const { world } = page
    const running = slow(world)
    world.provider.register('Now', { go: () => 'at once' })
    await page.connect()
    const call = firstOf(world).call('Slow.run')
    await settle()
    await page.see('hidden')
    await cut(world)
    await page.see('visible')
    const connected = (): unknown[] => world.told.filter(([name]) => name === 'connected').map(([, it]) => it)
    await until(() => connected().length === 3)
    expect(connected()).toMatchObject([{ resumed: false }, { resumed: true }, { resumed: false }])
    const fresh = world.pool.call('Now.go')
    running.end?.('done')
    await settle()
    expect([call.outcome, fresh.outcome]).toEqual([{ result: 'done' }, { result: 'at once' }])
    expect(open(page), 'and the old one has left').toBe(1)
  })
})
