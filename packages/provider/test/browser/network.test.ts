import { describe, expect, test } from 'vitest'
import { cut, firstOf, slow, swallow } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { probePatience } from '../../src/browser/probe.ts'
import { Page } from './support/page.ts'

const heartbeat = { interval: 1000, misses: 2 }
const refused = { fails: { message: 'nobody there' } }

describe('without a network', () => {
  test('a socket that is there is left alone, however silent it is', async () => {
    await using page = new Page()
    page.world.usual = { ...page.world.usual, heartbeat }
    const connection = await page.connect()
    swallow(page.world)
    await page.see('offline')
    await page.world.pass(60_000, 100)
    expect(connection.state).toBe('connected')
    expect(page.states).toEqual(['serving', 'offline'])
  })

  test('and with one that came back, silence counts again', async () => {
    await using page = new Page()
    page.world.usual = { ...page.world.usual, heartbeat }
    await page.connect()
    await page.see('offline')
    await page.world.pass(60_000, 100)
    await page.see('online')
    await page.world.pass(10_000, 100)
    expect(page.world.names, 'it answers').toEqual(['connected'])
    swallow(page.world)
    await page.world.pass(5000, 100)
    expect(page.world.names).toContain('disconnected')
  })

  test('silence counts again also over the socket with which a connection goes on', async () => {
    await using page = new Page()
    page.world.usual = { ...page.world.usual, heartbeat }
    await page.connect()
    await page.see('offline')
    await cut(page.world)
    await page.see('online')
    expect(page.world.last('connected')).toMatchObject({ resumed: true })
    await page.world.pass(10_000, 100)
    swallow(page.world)
    await page.world.pass(5000, 100)
    expect(page.world.names.filter((name) => name === 'disconnected')).toHaveLength(2)
  })

  test('nobody is asked, and who is being asked is not judged', async () => {
    await using page = new Page()
    const { world } = page
    await page.connect()
    await world.pass(100)
    swallow(world)
    await page.see('visible', 'offline', 'hidden', 'visible', 'resume')
    await world.pass(10 * probePatience, 100)
    expect(world.names).toEqual(['connected'])
    await page.see('online')
    await world.pass(probePatience + 100, 100)
    expect(world.names, 'but then').toContain('disconnected')
  })

  test('a handshake that is out is given up, and nobody failed', async () => {
    await using page = new Page()
    const { world } = page
    world.meetings.push({ mute: true })
    const connection = page.dial({ maxAttempts: 1 })
    await settle()
    await page.see('offline')
    await world.pass(60_000, 1000)
    expect([connection.state, world.names]).toEqual(['waiting', []])
    await page.see('online')
    expect([connection.state, world.names]).toEqual(['connected', ['connected']])
  })

  test('a pool on this machine is judged as ever', async () => {
    await using page = new Page({ onLine: false })
    page.world.usual = { ...page.world.usual, heartbeat }
    await page.connect({}, true)
    swallow(page.world)
    await page.world.pass(5000, 100)
    expect(page.world.names).toContain('disconnected')
  })

  test('nobody is dialled, however long it takes; then at once, and the connection goes on', async () => {
    await using page = new Page()
    const { world } = page
    world.chance = 0.99
    const running = slow(world)
    const connection = await page.connect()
    const call = firstOf(world).call('Slow.run')
    await settle()
    await page.see('offline')
    await cut(world)
    await world.pass(14_000, 1000)
    expect(world.dials).toHaveLength(1)
    expect(connection.state).toBe('waiting')
    await page.see('online')
    expect(world.dials).toHaveLength(2)
    expect(world.last('connected')).toMatchObject({ resumed: true })
    running.end?.('done')
    await settle()
    expect(call.outcome).toEqual({ result: 'done' })
  })

  test('a dial that is under way is given up', async () => {
    await using page = new Page()
    page.world.meetings.push({ hangs: true })
    const connection = page.dial()
    await settle()
    await page.see('offline')
    expect(page.world.dials[0]?.aborted).toBe(true)
    expect(connection.state).toBe('waiting')
    await page.see('online')
    expect(connection.state).toBe('connected')
    expect(page.world.names).toEqual(['connected'])
  })

  test('a page that is opened so waits for one', async () => {
    await using page = new Page({ onLine: false })
    const connection = page.dial()
    await settle()
    await page.world.pass(60_000, 1000)
    expect(page.world.dials).toEqual([])
    expect([connection.state, page.life.state]).toEqual(['waiting', 'offline'])
    await page.see('online')
    expect(connection.state).toBe('connected')
  })

  test('a pool on this machine is dialled all the same', async () => {
    await using page = new Page({ onLine: false })
    const connection = await page.connect({}, true)
    expect(connection.state).toBe('connected')
  })

  test('close() and drain() end a connection that waits for one', async () => {
    await using page = new Page({ onLine: false })
    const [one, two] = [page.dial(), page.dial()]
    await settle()
    await Promise.all([one.close(), two.drain()])
    expect([one.state, two.state]).toEqual(['closed', 'closed'])
    expect(page.world.dials).toEqual([])
  })
})

describe('when the network is back, or the tab is looked at', () => {
  test.each(['online', 'visible', 'resume', 'pageshow'])(
    '%s: a dial that is due later is due now',
    async (name) => {
      await using page = new Page()
      page.world.chance = 0.99
      page.world.meetings.push(...Array.from({ length: 20 }, () => refused))
      const connection = page.dial()
      await settle()
      await page.world.pass(20_000, 100)
      const before = page.world.dials.length
      expect(connection.state).toBe('waiting')
      await page.see(name)
      expect(page.world.dials).toHaveLength(before + 1)
      await page.world.pass(200, 10)
      expect(page.world.dials.length, 'and the waits are short again').toBeGreaterThan(before + 1)
    },
  )

  test('a pool that sends it round in circles is not dialled without a wait each time', async () => {
    await using page = new Page()
    const { world } = page
    world.chance = 0.99
    await page.connect()
    for (let round = 1; round <= 4; round++) {
      world.pool.sayGoAway()
      await settle()
      expect(world.dials.length, `round ${round}`).toBe(round === 1 ? 2 : round)
      await page.see('hidden', 'visible')
      expect(world.dials).toHaveLength(round + 1)
    }
  })

  test('a pool that asked to wait is not dialled before', async () => {
    await using page = new Page()
    page.world.meetings.push({ fails: { message: 'HTTP 503', status: 503, retryAfter: 7000 } })
    const connection = page.dial()
    await settle()
    await page.see('offline', 'online', 'visible')
    await page.world.pass(6900, 100)
    expect(page.world.dials).toHaveLength(1)
    await page.world.pass(200)
    expect(connection.state).toBe('connected')
  })

  test('a socket that brings no answer within 3 s is dropped, and the connection goes on over another', async () => {
    await using page = new Page()
    const { world } = page
    world.chance = 0.99
    const running = slow(world)
    await page.connect()
    const call = firstOf(world).call('Slow.run')
    await settle()
    await world.pass(100)
    swallow(world)
    await page.see('offline', 'online')
    await world.pass(probePatience - 100, 100)
    expect(world.names).toEqual(['connected'])
    await world.pass(200)
    expect(world.names).toEqual(['connected', 'disconnected', 'error', 'connected'])
    expect(world.last('disconnected')).toMatchObject({ code: 4409, willRetry: true })
    expect(world.last('connected')).toMatchObject({ resumed: true })
    running.end?.('done')
    await settle()
    expect(call.outcome).toEqual({ result: 'done' })
  })

  test('a socket that answers stays', async () => {
    await using page = new Page()
    await page.connect()
    await page.world.pass(100)
    await page.see('offline', 'online', 'visible', 'resume')
    await page.world.pass(60_000, 1000)
    expect(page.world.names).toEqual(['connected'])
  })

  test('a look that comes late judges nothing: it asks again', async () => {
    await using page = new Page()
    const { world } = page
    await page.connect()
    await world.pass(100)
    swallow(world)
    await page.see('resume')
    world.clock.jump(3 * probePatience)
    await settle()
    await world.pass(probePatience - 100, 100)
    expect(world.names).toEqual(['connected'])
    await world.pass(200)
    expect(world.names).toContain('disconnected')
  })

  test('the second one judges, late or not: in a tab that is hidden for long all are late', async () => {
    await using page = new Page()
    const { world } = page
    await page.connect()
    await world.pass(100)
    swallow(world)
    await page.see('resume')
    for (const names of [['connected'], ['connected', 'disconnected', 'error']]) {
      world.clock.jump(60_000)
      await settle()
      expect(world.names.slice(0, 3)).toEqual(names)
    }
  })

  test('one that is lost while it is asked is dialled without a wait', async () => {
    await using page = new Page()
    const { world } = page
    world.chance = 0.99
    await page.connect()
    await world.pass(100)
    await page.see('hidden', 'freeze', 'resume')
    await cut(world)
    expect(world.names).toEqual(['connected', 'disconnected', 'connected'])
  })
})
