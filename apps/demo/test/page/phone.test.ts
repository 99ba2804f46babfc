import { expect, test } from 'vitest'
import { inChromium } from './in-chromium.ts'
import { cardOf, complete, OpenHouse } from './open-house.ts'

inChromium('the page', (browser) => {
  test.each([320, 390, 768, 1080, 1440])('fits into %d px, without scrolling sideways', async (width) => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser(), { viewport: { width, height: 844 } })
    const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth)
    await page.getByText('24 calls wait').waitFor()
    expect(await wide()).toBeLessThanOrEqual(width)
    open.house.invite('tiles')
    await page.getByRole('button', { name: 'Make this tab a provider' }).click()
    await cardOf(page, 'maple', 'ready').waitFor()
    await complete(page)
    expect(await wide()).toBeLessThanOrEqual(width)
    // Every line ends at the pool, none at the corner of the page.
    const ends = await page
      .locator('.wire')
      .evaluateAll((paths) => paths.map((path) => (path as unknown as SVGPathElement).getTotalLength() > 10))
    expect(ends).toEqual([true, true])
  })

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
