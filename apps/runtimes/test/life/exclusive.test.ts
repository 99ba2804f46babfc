import { afterAll, beforeAll, expect, test } from 'vitest'
import { seen, Stage, until } from '../../src/life/stage.ts'
import { inChromium } from './support.ts'

/** Within so many ms another tab takes over. */
const promised = 2000

inChromium('of two exclusive tabs', () => {
  let stage: Stage
  beforeAll(async () => (stage = await Stage.start()))
  afterAll(() => stage[Symbol.asyncDispose]())

  const names = async (): Promise<unknown[]> => (await stage.connections()).map(({ name }) => name)

  test('side by side one serves; when it is closed the other does, within two seconds', async () => {
    const one = await stage.open({ name: 'one', exclusive: true })
    expect(await stage.who()).toBe('one')
    const two = await stage.openWindow({ name: 'two', exclusive: true })
    expect(await two.evaluate('document.visibilityState')).toBe('visible')
    expect(await one.evaluate('document.visibilityState')).toBe('visible')
    await until('two waits', async () => (await seen(two, 'life')) === 'standby')
    expect(await names()).toEqual(['one'])
    expect(await seen(two, 'state')).toBe('waiting')
    const since = performance.now()
    await one.close()
    await until('two serves', async () => (await names()).join() === 'two')
    expect(performance.now() - since).toBeLessThan(promised)
    expect(await stage.who()).toBe('two')
    await stage.clear([one, two])
  })

  test('in one window the one that is shown serves', async () => {
    const one = await stage.open({ name: 'one', exclusive: true })
    expect(await stage.who()).toBe('one')
    const two = await stage.open({ name: 'two', exclusive: true })
    await until('two serves', async () => (await names()).join() === 'two')
    expect(await seen(one, 'life')).toBe('away')
    const since = performance.now()
    await two.close()
    await one.show()
    await until('one serves', async () => (await names()).join() === 'one')
    expect(performance.now() - since).toBeLessThan(promised)
    expect(await stage.who()).toBe('one')
    await stage.clear([one, two])
  })

  test('their Web Workers take turns as well', async () => {
    const one = await stage.openWindow({ name: 'one', exclusive: true }, 'worker-page')
    expect(await stage.who()).toBe('one')
    const two = await stage.openWindow({ name: 'two', exclusive: true }, 'worker-page')
    await until('two waits', async () => (await two.evaluate(`ask('life')`)) === 'standby')
    expect(await names()).toEqual(['one'])
    await one.close()
    await until('two serves', async () => (await names()).join() === 'two')
    expect(await stage.who()).toBe('two')
    await stage.clear([one, two])
  })

  test('one that comes back from the back/forward cache waits for its turn', async () => {
    const wish = { exclusive: true, whenHidden: 'serve' } as const
    const one = await stage.openWindow({ name: 'one', ...wish })
    expect(await stage.who()).toBe('one')
    const two = await stage.openWindow({ name: 'two', ...wish })
    await until('two waits', async () => (await seen(two, 'life')) === 'standby')
    await one.goTo(`http://${stage.host}/blank`)
    await until('two serves', async () => (await names()).join() === 'two')
    expect(await one.goBack()).toBe('BackForwardCacheRestore')
    await until('one waits', async () => (await seen(one, 'life')) === 'standby')
    expect(await names()).toEqual(['two'])
    await two.close()
    await until('one serves', async () => (await names()).join() === 'one')
    expect((await seen(one, 'told')).at(-1)).toBe('connected')
    await stage.clear([one, two])
  })

  test('one that is frozen lets the other serve, and waits when it is resumed', async () => {
    const wish = { exclusive: true, whenHidden: 'serve' } as const
    const one = await stage.open({ name: 'one', ...wish })
    expect(await stage.who()).toBe('one')
    const two = await stage.open({ name: 'two', ...wish })
    await until('two waits', async () => (await seen(two, 'life')) === 'standby')
    expect(await names()).toEqual(['one'])
    await one.freeze()
    await until('two serves', async () => (await names()).includes('two'))
    expect(await stage.who()).toBe('two')
    await one.resume()
    await until('one waits', async () => (await seen(one, 'life')) === 'standby')
    await until('two alone is there', async () => (await names()).join() === 'two')
    await stage.clear([one, two])
  })
})
