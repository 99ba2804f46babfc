import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tab } from '../../src/chromium/tab.ts'
import { begun, finish, seen, Stage, until } from '../../src/life/stage.ts'
import { inChromium } from './support.ts'

/** In ms: nobody waits for a heartbeat or a window, of 15 s each. */
const soon = 5000

inChromium('a page that goes in the middle of a tile', () => {
  let stage: Stage
  beforeAll(async () => (stage = await Stage.start()))
  afterAll(() => stage[Symbol.asyncDispose]())

  test.each<[string, (tab: Tab) => Promise<unknown>]>([
    ['closed', (tab) => tab.close()],
    ['crashed', (tab) => tab.crash()],
    ['on to another page', (tab) => tab.goTo(`http://${stage.host}/blank`)],
  ])('%s: the tile is computed elsewhere at once', async (_how, go) => {
    const one = await stage.open({ name: 'one' })
    const tile = stage.tile(1, { idempotent: true })
    await begun(one, 1)
    const two = await stage.openWindow({ name: 'two' })
    await until('two serves', async () => (await stage.line('two'))?.paused === false)
    const since = performance.now()
    const [, latency] = await Promise.all([go(one), begun(two, 1).then(() => performance.now() - since)])
    expect(latency).toBeLessThan(soon)
    await finish(two, 1)
    expect(await tile).toEqual({ n: 1, by: 'two' })
    expect(await stage.line('one')).toBeUndefined()
    await stage.clear([one, two])
  })

  test('and comes back from the back/forward cache serves again, as it was', async () => {
    const tab = await stage.open({ name: 'tab' })
    const tile = stage.tile(1, { idempotent: true })
    await begun(tab, 1)
    await tab.goTo(`http://${stage.host}/blank`)
    await until('the pool saw it go', async () => (await stage.line('tab')) === undefined)
    expect(await tab.goBack()).toBe('BackForwardCacheRestore')
    await until('it serves', async () => (await stage.line('tab'))?.paused === false)
    // The page is the one that began it; the pool sent it again, because it may.
    await until('it is asked again', async () => (await seen(tab, 'begun')).length === 2)
    await finish(tab, 1)
    expect(await tile).toEqual({ n: 1, by: 'tab' })
    const told = await seen(tab, 'told')
    expect(told.filter((name) => name !== 'away')).toEqual([
      'serving',
      'connected',
      'gone',
      'disconnected 1001',
      'serving',
      'connected',
    ])
    await stage.clear([tab])
  })
})
