import { expect, test } from 'vitest'
import { renderArea } from '../../src/mandelbrot.ts'
import { sceneOf, whole } from '../../src/page/journey.ts'
import { inChromium } from './in-chromium.ts'
import { cardOf, complete, lingers, OpenHouse, smallPaper } from './open-house.ts'

inChromium('a tab', (browser) => {
  test('becomes a provider, and computes the picture in a worker', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    await page.getByText('24 calls wait for a provider').waitFor()
    expect(page.workers()).toHaveLength(0)
    await page.getByRole('button', { name: 'Make this tab a provider' }).click()
    await cardOf(page, 'wren', 'ready').getByText('this tab').waitFor()
    await complete(page)
    expect(page.workers()).toHaveLength(1)
    await page.getByRole('img', { name: 'wren 24 tiles' }).waitFor()

    // What is on the screen is the picture, pixel by pixel. It appears a moment after the last answer.
    const scene = sceneOf(whole, smallPaper)
    const wanted = [...renderArea(scene, { x: 0, y: 0, ...smallPaper })]
    const shown = (): Promise<number[]> =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('#tiles')
        const { data = [] } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
        return [...data].filter((_byte, at) => at % 4 !== 3)
      })
    await expect.poll(shown, { timeout: 20_000 }).toEqual(wanted)
    expect(open.complaints).toEqual([])
  })

  test('pauses, goes on, and leaves', async () => {
    await using open = await OpenHouse.open({ lingers })
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'Make this tab a provider' }).click()
    await complete(page)

    await page.getByRole('button', { name: 'Pause wren' }).click()
    await cardOf(page, 'wren', 'paused').waitFor()
    await page.getByRole('button', { name: 'Paint again' }).click()
    await page.getByText('24 calls wait for a provider').waitFor()
    // Who rests needs no worker.
    await expect.poll(() => page.workers().length).toBe(0)
    await page.getByRole('button', { name: 'Resume wren' }).click()
    await complete(page)
    expect(page.workers()).toHaveLength(1)

    await page.getByRole('button', { name: 'Leave wren' }).click()
    await cardOf(page, 'wren', 'gone').waitFor()
    await page.getByRole('button', { name: 'Make this tab a provider' }).waitFor()
    await expect.poll(() => page.workers().length).toBe(0)
    await cardOf(page, 'wren', 'gone').waitFor({ state: 'detached' })
    expect(open.complaints).toEqual([])
  })

  test('is one of several, each with a colour of its own; closed, the others go on', async () => {
    await using open = await OpenHouse.open()
    const [first, second] = [await open.visit(browser()), await open.visit(browser())]
    await first.getByRole('button', { name: 'Make this tab a provider' }).click()
    await cardOf(first, 'wren', 'ready').waitFor()
    await second.getByRole('button', { name: 'Make this tab a provider' }).click()
    await cardOf(first, 'robin', 'ready').waitFor()
    // Each sees both, and has buttons for itself only.
    await first.getByRole('button', { name: 'Pause wren' }).waitFor()
    expect(await first.getByRole('button', { name: 'Pause robin' }).count()).toBe(0)
    const colours = await first
      .locator('.card')
      .evaluateAll((cards) => cards.map((card) => getComputedStyle(card).getPropertyValue('--colour')))
    expect(new Set(colours).size).toBe(2)

    await second.close()
    await cardOf(first, 'robin', 'gone').waitFor()
    await first.getByRole('button', { name: 'Paint again' }).click()
    await first.getByRole('img', { name: 'wren 24 tiles' }).waitFor()
  })
})
