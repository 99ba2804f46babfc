import { describe, expect, test } from 'vitest'
import { settle } from '../support/world.ts'
import { Page } from './support/page.ts'

describe('a hidden tab', () => {
  test('is away for the pool, and back when it is visible', async () => {
    await using page = new Page()
    await page.connect()
    const { pool } = page.world
    expect(pool.status?.paused).toBeUndefined()
    await page.see('hidden')
    expect(pool.status?.paused).toBe(true)
    await page.see('visible')
    expect(pool.status?.paused).toBeUndefined()
    expect(page.states).toEqual(['serving', 'away', 'serving'])
  })

  test('says it once, also when it is frozen and resumed', async () => {
    await using page = new Page()
    await page.connect()
    await page.see('hidden', 'freeze', 'resume')
    expect(page.world.pool.statuses.map(({ paused }) => paused)).toEqual([undefined, true])
  })

  test('was opened in the background: it joins as away', async () => {
    await using page = new Page({ hidden: true })
    await page.connect()
    expect(page.world.pool.statuses.map(({ paused }) => paused)).toEqual([true])
  })

  test('was hidden before it connected: it joins as away', async () => {
    await using page = new Page()
    page.document.visibilityState = 'hidden'
    await page.connect()
    expect(page.world.pool.statuses.map(({ paused }) => paused)).toEqual([true])
  })

  test('refuses calls that cross, and ends those in flight', async () => {
    await using page = new Page()
    let end: ((value: string) => void) | undefined
    page.world.provider.register('Slow', { run: () => new Promise((resolve) => (end = resolve)) })
    await page.connect()
    const { pool } = page.world
    const before = pool.call('Slow.run')
    await settle()
    await page.see('hidden')
    const after = pool.call('Slow.run')
    end?.('done')
    await settle()
    expect(before.outcome).toEqual({ result: 'done' })
    expect(after.outcome).toEqual({ refused: 'paused' })
  })

  test('serves on if it is told to, until it is frozen', async () => {
    await using page = new Page({ whenHidden: 'serve' })
    await page.connect()
    await page.see('hidden')
    expect(page.world.pool.status?.paused).toBeUndefined()
    await page.see('freeze')
    expect(page.world.pool.status?.paused).toBe(true)
    await page.see('resume')
    expect(page.world.pool.status?.paused).toBeUndefined()
  })

  test('that the application paused stays paused', async () => {
    await using page = new Page()
    const connection = await page.connect()
    connection.update({ paused: true })
    await page.see('hidden', 'visible')
    expect(page.world.pool.status?.paused).toBe(true)
    connection.update({ paused: false })
    await settle()
    expect(page.world.pool.status?.paused).toBeUndefined()
  })

  test('may be resumed by the application: it is away all the same', async () => {
    await using page = new Page()
    const connection = await page.connect()
    await page.see('hidden')
    connection.update({ paused: false })
    await settle()
    expect(page.world.pool.status?.paused).toBe(true)
  })
})

describe('a worker', () => {
  test('knows of no document, and hears of the network', async () => {
    await using page = new Page({ worker: true })
    await page.connect()
    await page.see('hidden')
    expect(page.world.pool.status?.paused).toBeUndefined()
    await page.see('offline')
    expect(page.life.state).toBe('offline')
  })
})
