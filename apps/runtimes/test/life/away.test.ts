import { afterAll, beforeAll, expect, test } from 'vitest'
import { begun, finish, seen, Stage, until } from '../../src/life/stage.ts'
import { inChromium } from './support.ts'

inChromium('a tab that is not looked at', () => {
  let stage: Stage
  beforeAll(async () => (stage = await Stage.start()))
  afterAll(() => stage[Symbol.asyncDispose]())

  const paused = async (name: string): Promise<boolean | undefined> => (await stage.line(name))?.paused

  test('is away for the pool, ends what it began, and is back when it is shown', async () => {
    const one = await stage.open({ name: 'one' })
    const tile = stage.tile(1)
    await begun(one, 1)
    const two = await stage.open({ name: 'two' })
    await until('one is away', async () => (await paused('one')) === true)
    await until('two serves', async () => (await paused('two')) === false)
    for (let n = 0; n < 20; n++) expect(await stage.who()).toBe('two')
    await finish(one, 1)
    expect(await tile).toEqual({ n: 1, by: 'one' })

    await one.show()
    await until('one is back', async () => (await paused('one')) === false)
    await until('two is away', async () => (await paused('two')) === true)
    expect(await stage.who()).toBe('one')
    expect(await seen(one, 'told'), 'on the same connection').toEqual([
      'serving',
      'connected',
      'away',
      'serving',
    ])
    await stage.clear([one, two])
  })

  test('that is frozen gets no calls, and serves again when it is resumed', async () => {
    const one = await stage.open({ name: 'one' })
    expect(await stage.who()).toBe('one')
    const two = await stage.open({ name: 'two' })
    await until('one is away', async () => (await paused('one')) === true)
    await one.freeze()
    expect(await paused('one')).toBe(true)
    await until('two serves', async () => (await paused('two')) === false)
    for (let n = 0; n < 20; n++) expect(await stage.who()).toBe('two')

    await one.resume()
    await one.show()
    await until('one is back', async () => (await paused('one')) === false)
    await until('two is away', async () => (await paused('two')) === true)
    expect(await stage.who()).toBe('one')
    await stage.clear([one, two])
  })

  test('whose socket the browser closes with it: a call in flight moves elsewhere, and it is back at once', async () => {
    const one = await stage.open({ name: 'one' })
    const tile = stage.tile(1, { idempotent: true })
    await begun(one, 1)
    const two = await stage.open({ name: 'two' })
    await until('two serves', async () => (await paused('two')) === false)
    await until('one is away', async () => (await paused('one')) === true)
    await one.freeze()
    // It stands still with the tab, and nobody judges it for that.
    expect(await seen(two, 'begun')).toEqual([])
    const before = (await stage.line('one'))?.id
    await one.resume()
    await finish(two, 1)
    expect(await tile).toEqual({ n: 1, by: 'two' })
    await until('one is back, as another connection', async () => {
      const id = (await stage.line('one'))?.id
      return id !== undefined && id !== before
    })
    expect(await seen(one, 'begun'), 'once here').toEqual([1])
    await stage.clear([one, two])
  })

  test('serves on if it is told to', async () => {
    const one = await stage.open({ name: 'one', whenHidden: 'serve' })
    const other = await stage.browser.open(`http://${stage.host}/blank`)
    expect(await one.evaluate('document.visibilityState')).toBe('hidden')
    expect(await stage.who()).toBe('one')
    expect(await seen(one, 'life')).toBe('serving')
    await stage.clear([one, other])
  })
})
