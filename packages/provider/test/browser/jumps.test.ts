import { describe, expect, test } from 'vitest'
import { type ClockVerdict, Jumps, lookInterval } from '../../src/browser/jumps.ts'
import { probePatience } from '../../src/browser/probe.ts'
import { swallow } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

describe('a clock that jumped', () => {
  test.each<[string, now: number, wall: number, hidden: boolean, verdict: ClockVerdict]>([
    ['both went on', 5000, 5000, false, 'in time'],
    ['a blocked loop', 9000, 9000, false, 'in time'],
    ['the monotonic clock stood still in sleep', 5000, 3_600_000, false, 'jump'],
    ['it ran on in sleep', 3_600_000, 3_600_000, false, 'jump'],
    ['it ran on, and the wall clock was put back', 3_600_000, 1000, false, 'jump'],
    ['the wall clock was put back', 5000, -3_600_000, false, 'in time'],
    ['the wall clock was put right by a second', 5000, 6000, false, 'in time'],
    ['timers of a hidden tab run once a minute', 60_000, 60_010, true, 'late'],
    ['they do, and the machine slept', 60_000, 3_600_000, true, 'jump'],
  ])('%s: %i ms and %i ms', (_what, now, wall, hidden, verdict) => {
    const jumps = new Jumps(100, 1_700_000_000_000)
    expect(jumps.look(100 + now, 1_700_000_000_000 + wall, hidden)).toBe(verdict)
    expect(jumps.look(105 + now, 1_700_000_000_005 + wall, hidden), 'once').toBe('in time')
  })

  test('makes the provider ask first, and drop a socket that is dead', async () => {
    await using page = new Page()
    const { world } = page
    await page.connect()
    await world.pass(100)
    swallow(world)
    page.wall += 3_600_000
    await world.pass(lookInterval, 1000)
    expect(world.names).toEqual(['connected'])
    await world.pass(probePatience + 100, 100)
    expect(world.names).toContain('disconnected')
  })

  test('leaves one alone that answers', async () => {
    await using page = new Page()
    await page.connect()
    page.world.clock.jump(3_600_000)
    await settle()
    await page.world.pass(30_000, 1000)
    expect(page.world.names).toEqual(['connected'])
  })
})

describe('a tab whose timers run once a minute, for it is hidden', () => {
  const heartbeat = { interval: 15_000, misses: 2 }
  async function hidden(page: Page, announced = heartbeat): Promise<void> {
    page.world.usual = { ...page.world.usual, heartbeat: announced }
    await page.connect()
    await page.see('hidden')
  }

  /** Nothing runs in between. */
  async function minutes(page: Page, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      page.world.clock.jump(60_000)
      await settle()
    }
  }

  test.each([15_000, 45_000])(
    'keeps a socket whose pool answers, with a heartbeat of %i ms',
    async (interval) => {
      await using page = new Page({ whenHidden: 'serve' })
      await hidden(page, { interval, misses: 2 })
      await minutes(page, 30)
      expect(page.world.names).toEqual(['connected'])
    },
  )

  test('notices within minutes that nobody answers', async () => {
    await using page = new Page({ whenHidden: 'serve' })
    await hidden(page)
    await minutes(page, 3)
    swallow(page.world)
    await minutes(page, 1)
    expect(page.world.names, 'its own silence proves nothing').toEqual(['connected'])
    await minutes(page, 3)
    expect(page.world.names).toContain('disconnected')
  })

  test('does not, where the application wants no watchdog', async () => {
    await using page = new Page()
    page.world.usual = { ...page.world.usual, heartbeat }
    await page.connect({ heartbeat: { interval: 0 } })
    await page.see('hidden')
    swallow(page.world)
    await minutes(page, 10)
    expect(page.world.names).toEqual(['connected'])
  })

  test('waits longer and longer for a pool that can not be reached', async () => {
    await using page = new Page()
    const { world } = page
    world.chance = 0.99
    world.meetings.push(...Array.from({ length: 99 }, () => ({ fails: { message: 'nobody there' } })))
    page.dial({ backoff: { min: 1000, max: 3_600_000 } })
    await settle()
    await page.see('hidden')
    await minutes(page, 60)
    expect(world.dials.length).toBeLessThan(14)
  })
})
