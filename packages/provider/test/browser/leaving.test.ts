import { describe, expect, test } from 'vitest'
import { cut, firstOf, slow, window } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

describe('a page that goes', () => {
  test('says bye and closes, with calls in flight: the pool knows at once', async () => {
    await using page = new Page()
    const { world } = page
    slow(world)
    const connection = await page.connect()
    const { pool } = world
    const call = pool.call('Slow.run')
    await settle()
    await page.see('pagehide')
    expect(pool.goAway?.reason).toBe('its page goes')
    expect(pool.end?.code).toBe(1001)
    expect(call.outcome).toEqual({ lost: { written: true } })
    expect([connection.state, page.life.state]).toEqual(['waiting', 'gone'])
    await world.pass(60_000, 1000)
    expect(world.dials, 'it does not come back by itself').toHaveLength(1)
  })

  test('is back at once when it comes out of the back/forward cache', async () => {
    await using page = new Page()
    const { world } = page
    world.chance = 0.99
    await page.connect()
    await page.see('hidden', 'pagehide', 'freeze')
    await page.see('resume', 'pageshow', 'visible')
    expect(world.names).toEqual(['connected', 'disconnected', 'connected'])
    expect(world.last('connected')).toMatchObject({ resumed: false })
    expect(world.pool.status?.paused).toBeUndefined()
  })

  test('is shown again with nothing but that: it serves', async () => {
    await using page = new Page()
    await page.connect()
    await page.see('hidden', 'pagehide')
    page.document.visibilityState = 'visible'
    await page.see('pageshow')
    expect(page.life.state).toBe('serving')
    expect(page.world.pool.status?.paused).toBeUndefined()
  })

  test('without a socket says nothing, and goes on with its calls if it is back in time', async () => {
    await using page = new Page()
    const { world } = page
    const running = slow(world)
    await page.connect()
    const call = firstOf(world).call('Slow.run')
    await settle()
    await cut(world)
    await page.see('pagehide')
    await world.pass(10_000, 1000)
    await page.see('pageshow')
    expect(world.last('connected')).toMatchObject({ resumed: true })
    running.end?.('done')
    await settle()
    expect(call.outcome).toEqual({ result: 'done' })
  })

  test('does not join when it is let in too late', async () => {
    await using page = new Page()
    const { world } = page
    world.meetings.push({ mute: true })
    // Nobody failed, so that nothing counts.
    const connection = page.dial({ maxAttempts: 1 })
    await settle()
    await page.see('pagehide')
    expect(world.pool.end?.code).toBe(1001)
    expect([connection.state, world.names]).toEqual(['waiting', []])
    await page.see('pageshow')
    expect([connection.state, world.names]).toEqual(['connected', ['connected']])
  })

  test('does not end what the pool lets go on when it goes before it knows', async () => {
    await using page = new Page()
    const { world } = page
    const running = slow(world)
    const connection = await page.connect({ maxAttempts: 1 })
    const call = firstOf(world).call('Slow.run')
    await settle()
    world.meetings.push({ mute: true, window })
    await cut(world)
    await world.pass(100)
    expect([connection.state, world.pools.length]).toEqual(['connecting', 2])
    world.farWires.at(-1)?.hold() // the welcome is on its way
    world.pool.letIn()
    await page.see('pagehide', 'pageshow')
    expect(world.names).toEqual(['connected', 'disconnected', 'connected'])
    expect(world.last('connected')).toMatchObject({ resumed: true })
    running.end?.('done')
    await settle()
    expect(call.outcome).toEqual({ result: 'done' })
  })

  test('ends a drain that is under way', async () => {
    await using page = new Page()
    const { world } = page
    slow(world)
    const connection = await page.connect()
    world.pool.call('Slow.run')
    await settle()
    const drained = connection.drain()
    await page.see('pagehide')
    await drained
    expect(connection.state).toBe('closed')
  })
})
