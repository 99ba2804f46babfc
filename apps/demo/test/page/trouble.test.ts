import { expect, test } from 'vitest'
import { inChromium } from './in-chromium.ts'
import { cardOf, complete, OpenHouse } from './open-house.ts'

inChromium('in trouble, the page', (browser) => {
  test('says so when it is broken itself', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    await page.getByText('24 calls wait for a provider').waitFor()
    await page.evaluate(() => document.querySelector('#progress')?.remove())
    open.house.invite('tiles')
    await page.getByText('This page has an error').waitFor()
    expect(open.complaints).toEqual(["index.html has no element 'progress'"])
  })

  test('lets a tab leave that is still on its way in', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    await page.routeWebSocket(/\/pool\/tiles$/, () => {}) // nobody answers there
    await page.reload()
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Make this tab a provider' }).click()
    await page.getByText('Joining …').waitFor()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('button', { name: 'Make this tab a provider' }).waitFor()
    expect(await page.getByRole('button', { name: 'Leave' }).isVisible()).toBe(false)
    expect(open.complaints).toEqual([])
  })

  test('knows its own card again after a new connection, and can leave from it', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'Make this tab a provider' }).click()
    await cardOf(page, 'wren', 'ready').getByText('this tab').waitFor()
    await complete(page)
    const { connections } = open.house.pool
    const ofTab = (): string | undefined => [...connections.values()].find(({ name }) => name !== 'page')?.id
    const before = ofTab()
    expect(before).toBeDefined()
    await page.evaluate(() => dispatchEvent(new Event('pagehide')))
    await expect.poll(ofTab).toBeUndefined()
    await page.getByText('dialling again').waitFor()
    await page.evaluate(() => dispatchEvent(new Event('pageshow')))
    await expect.poll(ofTab).not.toBe(undefined)
    expect(ofTab()).not.toBe(before)
    await page.getByRole('button', { name: 'Leave wren' }).click()
    await page.getByRole('button', { name: 'Make this tab a provider' }).waitFor()
    expect(open.complaints).toEqual([])
  })
})
