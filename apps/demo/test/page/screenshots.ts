/**
 * Takes the screenshots by which the page is judged: `node apps/demo/test/page/screenshots.ts <folder>`.
 * `0-docs.png` is the one that is `docs/demo-page.png`.
 */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '@wsrpc/runtimes/chromium'
import type { Browser, Page } from 'playwright-core'
import { House } from '../../src/page/house.ts'
import { paper } from '../../src/page/journey.ts'

const repository = fileURLToPath(new URL('../../../..', import.meta.url))
const [folder = 'apps/demo/out/screenshots'] = process.argv.slice(2)
await mkdir(folder, { recursive: true })

const house = new House({
  host: '127.0.0.1',
  port: 0,
  token: undefined,
  folder: repository,
  // Slow enough to be caught in the middle.
  paper: { ...paper, samples: 3 },
  shelf: [
    { label: 'a text', path: 'README.md' },
    { label: 'a picture', path: 'docs/demo-page.png' },
  ],
})
process.on('exit', () => house.killAll())
await house.open()
const url = `http://127.0.0.1:${house.port}/`
const browser = await launchChromium()

/** In ms: with all that computes here, a machine with two cores is slow. */
const patience = 300_000

async function open(
  colorScheme: 'light' | 'dark',
  viewport = { width: 1440, height: 900 },
  deviceScaleFactor = 1,
): Promise<Page> {
  const hasTouch = viewport.width < 500
  const context = await browser.newContext({ viewport, colorScheme, hasTouch, deviceScaleFactor })
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  page.on('pageerror', (error) => console.error(error))
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()))
  await page.goto(url)
  return page
}

const shot = (page: Page, name: string, fullPage = false): Promise<Buffer> =>
  page.screenshot({ timeout: patience, path: join(folder, `${name}.png`), fullPage })

/** Waits until so many tiles of the picture are there. */
const tiles = (page: Page, least: number): Promise<unknown> =>
  page.waitForFunction(
    (count) => {
      const [done] = /^\d+/.exec(document.querySelector('#progress')?.textContent ?? '') ?? ['0']
      return Number(done) >= count
    },
    least,
    { timeout: patience },
  )

const page = await open('light')
await page.getByText('wait for a provider').waitFor()
await shot(page, '1-empty')

const small = await open('light', { width: 1440, height: 700 }, 0.75)
house.invite('tiles', 'tiles', 'tiles', 'files')
const others: Page[] = []
for (let tab = 0; tab < 2; tab++) {
  const other = await open('light')
  await other.locator('#join').click()
  others.push(other)
}
await page.locator('#tabs .card[data-state=ready]').nth(1).waitFor()
await page.getByRole('button', { name: 'a text' }).click()
await page.getByRole('button', { name: 'Paint again' }).click()
await tiles(small, 60)
await shot(small, '0-docs')
await small.context().close()
await tiles(page, 70)
await shot(page, '2-busy')
await shot(page, '2-busy-full', true)

const dark = await open('dark')
await dark.locator('#tabs .card[data-state=ready]').nth(1).waitFor()
await dark.getByRole('button', { name: 'Zoom in' }).first().click()
await tiles(dark, 60)
await shot(dark, '2-busy-dark')

await dark.context().close()
await page.getByRole('button', { name: 'Paint again' }).click()
await tiles(page, 20)
await page.locator('.card[data-name=willow] .boxes .on').first().waitFor()
await page.getByRole('button', { name: 'Kill willow' }).click()
await page.locator('.card[data-state=killed]').waitFor()
await page.getByText('willow was killed').waitFor()
await shot(page, '3-killed')

for (const scheme of ['light', 'dark'] as const) {
  const phone = await open(scheme, { width: 390, height: 844 })
  if (scheme === 'light') await phone.locator('#join').click()
  await phone.evaluate(() => scrollTo(0, 0))
  await tiles(phone, 30)
  await shot(phone, `4-phone-${scheme}`)
  await shot(phone, `4-phone-${scheme}-full`, true)
}

await end(browser)

async function end(opened: Browser): Promise<void> {
  await opened.close()
  await house.close()
}
