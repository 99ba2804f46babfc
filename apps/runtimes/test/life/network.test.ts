import { afterAll, beforeAll, expect, test } from 'vitest'
import { begun, finish, seen, Stage, until } from '../../src/life/stage.ts'
import { inChromium } from './support.ts'

inChromium('a network that goes away and comes back', () => {
  let stage: Stage
  // A pool that soon notices who has fallen silent.
  beforeAll(async () => (stage = await Stage.start({ options: { heartbeat: { interval: 400, misses: 2 } } })))
  afterAll(() => stage[Symbol.asyncDispose]())

  test('before anybody noticed: the same socket goes on', async () => {
    const tab = await stage.open({ name: 'tab', asksForUrl: true })
    const tile = stage.tile(1)
    await begun(tab, 1)
    await tab.setOffline(true)
    await until('the page knows', async () => (await seen(tab, 'life')) === 'offline')
    await finish(tab, 1)
    await tab.setOffline(false)
    expect(await tile).toEqual({ n: 1, by: 'tab' })
    expect(await seen(tab, 'begun')).toEqual([1])
    expect(await seen(tab, 'told')).toEqual(['serving', 'connected', 'offline', 'serving'])
    await stage.clear([tab])
  })

  test('after the pool gave the socket up: calls in flight end, and nothing runs twice', async () => {
    const tab = await stage.open({ name: 'tab', asksForUrl: true })
    const tiles = [stage.tile(1), stage.tile(2, { idempotent: true })]
    await begun(tab, 1)
    await begun(tab, 2)
    await tab.setOffline(true)
    await finish(tab, 1)
    await until('the pool lost it', async () => (await stage.line('tab'))?.interrupted === true)
    expect(await seen(tab, 'told'), 'nobody judges, nobody dials').toEqual([
      'serving',
      'connected',
      'offline',
    ])
    await tab.setOffline(false)
    expect(await tiles[0]).toEqual({ n: 1, by: 'tab' })
    await finish(tab, 2)
    expect(await tiles[1]).toEqual({ n: 2, by: 'tab' })
    expect(await seen(tab, 'begun')).toEqual([1, 2])
    expect((await seen(tab, 'told')).at(-1)).toBe('resumed')
    expect((await stage.line('tab'))?.resumes).toBe(1)
    await stage.clear([tab])
  })

  test('and left a socket that is dead: it asks, drops that and goes on over another', async () => {
    // Left to its watchdog it would take minutes.
    const tab = await stage.open({ name: 'tab', asksForUrl: true, watchdog: 60_000 })
    const tile = stage.tile(1)
    await begun(tab, 1)
    await tab.setOffline(true)
    await until('the page knows', async () => (await seen(tab, 'life')) === 'offline')
    stage.stopPool()
    await tab.setOffline(false)
    await until('it is dropped', async () => (await seen(tab, 'told')).includes('disconnected 4409'))
    stage.continuePool()
    await until('it goes on', async () => (await seen(tab, 'told')).at(-1) === 'resumed')
    await finish(tab, 1)
    expect(await tile).toEqual({ n: 1, by: 'tab' })
    expect(await seen(tab, 'begun')).toEqual([1])
    await stage.clear([tab])
  })
})
