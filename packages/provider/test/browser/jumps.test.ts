import { describe, expect, test } from 'vitest'
import { Jumps, lookInterval } from '../../src/browser/jumps.ts'
import { probePatience } from '../../src/browser/probe.ts'
import { swallow } from '../support/lasting.ts'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

describe('a clock that jumped', () => {
  test.each<[string, now: number, wall: number, jumped: boolean]>([
    ['both went on', 5000, 5000, false],
    ['a blocked loop', 9000, 9000, false],
    ['the monotonic clock stood still in sleep', 5000, 3_600_000, true],
    ['it ran on in sleep', 3_600_000, 3_600_000, true],
    ['it ran on, and the wall clock was put back', 3_600_000, 1000, true],
    ['the wall clock was put back', 5000, -3_600_000, false],
    ['the wall clock was put right by a second', 5000, 6000, false],
  ])('%s: %i ms and %i ms', (_what, now, wall, jumped) => {
    const jumps = new Jumps(100, 1_700_000_000_000)
    expect(jumps.look(100 + now, 1_700_000_000_000 + wall)).toBe(jumped)
    expect(jumps.look(100 + now + lookInterval, 1_700_000_000_000 + wall + lookInterval), 'once').toBe(false)
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
