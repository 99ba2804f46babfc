import { afterAll, beforeAll, expect, test } from 'vitest'
import { inChromium, slow } from './in-chromium.ts'
import { cardOf, complete, OpenHouse } from './open-house.ts'

/** In px. */
const widths = [320, 390, 768, 1080, 1440]

inChromium('the page', (browser) => {
  let watched: OpenHouse
  beforeAll(async () => {
    watched = await OpenHouse.open()
    watched.house.invite('tiles')
  }, slow.timeout)
  afterAll(() => watched[Symbol.asyncDispose](), slow.timeout)

  test('fits into screens of all widths, without scrolling sideways', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    const fits = async (): Promise<void> => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 844 })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(wide).toBeLessThanOrEqual(width)
      }
    }
    await page.getByText('24 calls wait').waitFor()
    await fits()
    open.house.invite('tiles')
    await page.getByRole('button', { name: 'Make this tab a provider' }).click()
    await cardOf(page, 'maple', 'ready').waitFor()
    await complete(page)
    await fits()
  })

  test.each(widths)(
    'at %d px draws every line to the pool, none to the corner of the page',
    async (width) => {
      const page = await watched.visit(browser(), { viewport: { width, height: 844 } })
      await cardOf(page, 'maple', 'ready').waitFor()
      const ends = (): Promise<boolean[]> =>
        page
          .locator('.wire')
          .evaluateAll((paths) =>
            paths.map((path) => (path as unknown as SVGPathElement).getTotalLength() > 10),
          )
      await expect.poll(ends).toEqual([true])
    },
  )

  test('keeps still for those who ask for it', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser(), { reducedMotion: 'reduce' })
    let dots = 0
    await page.exposeFunction('sawDot', () => dots++)
    await page.evaluate(() => {
      const saw = (): void => (globalThis as unknown as { sawDot(): void }).sawDot()
      const group = document.querySelector('.dots')
      if (group !== null) new MutationObserver(saw).observe(group, { childList: true })
    })
    open.house.invite('tiles')
    await complete(page)
    expect(dots).toBe(0)
    expect(await page.locator('.card').evaluate((card) => getComputedStyle(card).animationName)).toBe('none')
  })
})
