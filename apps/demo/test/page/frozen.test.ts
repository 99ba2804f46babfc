import { afterAll, beforeAll, expect, test } from 'vitest'
import { DevTools } from '../../../runtimes/src/chromium/devtools.ts'
import type { Tab } from '../../../runtimes/src/chromium/tab.ts'
import { inChromium, slow, step } from './in-chromium.ts'
import { OpenHouse, slowPaper } from './open-house.ts'

const join = `document.querySelector('#join').click()`

inChromium('a tab that the browser freezes', () => {
  let devTools: DevTools
  beforeAll(async () => void (devTools = await DevTools.start()), slow.timeout)
  afterAll(() => devTools[Symbol.asyncDispose](), slow.timeout)

  /** What a page shows of a provider; '' when it has no card. */
  const stateOn = (tab: Tab, name: string) => (): Promise<string> =>
    tab.evaluate(`document.querySelector('.card[data-name=${name}]')?.dataset.state ?? ''`)
  const progressOn = (tab: Tab) => (): Promise<string> =>
    tab.evaluate(`document.querySelector('#progress').textContent`)

  test('is away at once, in the middle of a tile, and nobody waits for what it had', async () => {
    await using open = await OpenHouse.open({ paper: slowPaper })
    const wren = await devTools.open(open.origin)
    await wren.evaluate(join)
    const inFlight = (): number | undefined =>
      [...open.house.pool.connections.values()].find(({ path }) => path === '/pool/tiles')?.inFlight
    await expect.poll(inFlight, { timeout: step, interval: 5 }).toBeGreaterThan(0)
    await wren.freeze()
    const watcher = await devTools.open(open.origin)
    await expect.poll(stateOn(watcher, 'wren'), { timeout: step }).toBe('away')
    expect(inFlight() ?? 0).toBe(0)

    // Another one does it all, while the first one stands still.
    open.house.invite('tiles')
    await expect.poll(progressOn(watcher), { timeout: step }).toBe('All 24 tiles are here')

    await wren.resume()
    await wren.show()
    await expect.poll(stateOn(watcher, 'wren'), { timeout: step }).toBe('ready')
    await wren.close()
    await watcher.close()
  })

  test('computes on while it is only hidden', async () => {
    await using open = await OpenHouse.open()
    const wren = await devTools.open(open.origin)
    await wren.evaluate(join)
    const watcher = await devTools.open(open.origin)
    expect(await wren.evaluate('document.visibilityState')).toBe('hidden')
    await expect.poll(progressOn(watcher), { timeout: step }).toBe('All 24 tiles are here')
    expect(await stateOn(watcher, 'wren')()).toBe('ready')
    await wren.close()
    await watcher.close()
  })
})
