import { expect, test } from 'vitest'
import { inChromium } from './in-chromium.ts'
import { cardOf, complete, lingers, OpenHouse, slowPaper } from './open-house.ts'

inChromium('processes', (browser) => {
  test('one that is killed dies on the screen, and the picture completes', async () => {
    await using open = await OpenHouse.open({ paper: slowPaper, lingers })
    const page = await open.visit(browser())
    open.house.invite('tiles', 'tiles')
    await cardOf(page, 'willow', 'ready').waitFor()
    // At the beginning of a picture, and as soon as it is seen to have a tile: a click from here might come too late.
    const again = page.waitForResponse((response) => response.url().endsWith('/commands/again'))
    await page.getByRole('button', { name: 'Paint again' }).click()
    await again
    const { failed: before } = open.house.pool.stats()
    await page.waitForFunction(() => {
      const maple = document.querySelector('.card[data-name=maple]')
      if (maple?.querySelector('.boxes .on') == null) return false
      maple.querySelector<HTMLButtonElement>('.danger')?.click()
      return true
    })
    await cardOf(page, 'maple', 'killed').waitFor()
    await page
      .getByRole('status')
      .getByText(/maple was killed with [12] calls? in hand/)
      .waitFor()
    await expect.poll(() => open.house.pool.connections.size, { timeout: 20_000 }).toBe(2) // willow, and the page
    await complete(page)
    // Its tiles went elsewhere at once: no call failed, and none was asked for a second time.
    const { failed, retries } = open.house.pool.stats()
    expect(failed).toEqual(before)
    expect(retries).toBeGreaterThan(0)
    await page.locator('.card[data-name=maple]').waitFor({ state: 'detached' })
    // Another picture, without it.
    await page.getByRole('button', { name: 'Paint again' }).click()
    await page.getByRole('img', { name: 'Who painted how much: willow 24 tiles', exact: true }).waitFor()
    expect(open.complaints).toEqual([])
  })

  test('start from the page, pause, and stop in good order', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    await page.getByText('No process is connected').waitFor()
    await page.getByRole('button', { name: 'Start a provider' }).click()
    await cardOf(page, 'maple', 'ready').waitFor()
    await complete(page)

    await page.getByRole('button', { name: 'Pause maple' }).click()
    await cardOf(page, 'maple', 'paused').waitFor()
    await page.getByRole('button', { name: 'Resume maple' }).click()
    await cardOf(page, 'maple', 'ready').waitFor()

    await page.getByRole('button', { name: 'Stop maple' }).click()
    await cardOf(page, 'maple', 'gone').waitFor()
    await page.getByRole('button', { name: 'Start a provider' }).click()
    await cardOf(page, 'willow', 'ready').waitFor()
    expect(open.complaints).toEqual([])
  })
})
