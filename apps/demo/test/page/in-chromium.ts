import { chromiumPath, launchChromium } from '@wsrpc/runtimes/chromium'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'

const isHere = chromiumPath() !== undefined
if (!isHere)
  console.warn('Not run: the page of the demo in a browser. Install Chromium, or set CHROMIUM_PATH.')

/** How long a test in a browser may take, in ms: with the browser there are many who compute. */
export const slow = { timeout: 120_000 }

/** How long one step of it may take, in ms: less, so that a failure names the step. */
export const step = 45_000

/** Tests with a real browser, which is there for all of them. Left out where there is none, but in CI. */
export function inChromium(about: string, tests: (browser: () => Browser) => void): void {
  describe.skipIf(!isHere && process.env['CI'] === undefined)(`${about}, in Chromium`, slow, () => {
    let browser: Browser | undefined
    beforeAll(async () => void (browser = await launchChromium()), slow.timeout)
    afterAll(() => browser?.close(), slow.timeout)
    tests(() => {
      if (browser === undefined) throw new Error('the browser is not there yet')
      return browser
    })
  })
}
