import { afterAll, beforeAll, expect, test } from 'vitest'
import { finish, seen, Stage } from '../../src/life/stage.ts'
import { inChromium } from './support.ts'

inChromium('under a strict policy', () => {
  let stage: Stage
  beforeAll(async () => (stage = await Stage.start()))
  afterAll(() => stage[Symbol.asyncDispose]())

  test('a page joins and answers', async () => {
    const tab = await stage.open({ name: 'page' })
    expect(await tab.evaluate('refusesEval')).toBe(true)
    const tile = stage.tile(1)
    await finish(tab, 1)
    expect(await tile).toEqual({ n: 1, by: 'page' })
    expect(await seen(tab, 'told')).toEqual(['serving', 'connected'])
    await stage.clear([tab])
  })

  test('a Web Worker joins and answers, also when its page is hidden', async () => {
    const tab = await stage.open({ name: 'worker' }, 'worker-page')
    expect(await tab.evaluate('refusesEval')).toBe(true)
    expect(await stage.who()).toBe('worker')
    const other = await stage.browser.open(`http://${stage.host}/blank`)
    expect(await tab.evaluate('document.visibilityState')).toBe('hidden')
    expect(await stage.who()).toBe('worker')
    expect(await tab.evaluate(`ask('life')`)).toBe('serving')
    await stage.clear([tab, other])
  })
})
