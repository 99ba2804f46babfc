import type { Browser, Page } from 'playwright-core'

/** A page. `failure` rejects with the first thing that it complains of. */
export interface OpenPage {
  readonly page: Page
  readonly failure: Promise<never>
}

export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage()
  const failure = new Promise<never>((_resolve, reject) => {
    page.on('console', (message) => reject(new Error(message.text())))
    page.on('pageerror', (error) => reject(error))
  })
  // Nobody may look at it.
  failure.catch(() => {})
  await page.goto(url)
  return { page, failure }
}
