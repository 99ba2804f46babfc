import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { House, type HouseOptions } from '../../src/page/house.ts'
import type { Paper } from '../../src/page/journey.ts'
import { step } from './in-chromium.ts'

/** A small picture, 6 × 4 tiles: it is there in a moment. */
export const smallPaper: Paper = { width: 240, height: 160, tileSize: 40, samples: 1 }

/** The same, and a tile takes long enough to be interrupted. */
export const slowPaper: Paper = { ...smallPaper, samples: 4 }

/** For how long who is gone is shown where a test waits for the end of that, in ms: long enough to be seen. */
export const lingers = 2500

/** A house, and the pages that look at it. All is gone when it is disposed of. */
export class OpenHouse implements AsyncDisposable {
  readonly house: House
  /** What went wrong in the pages: exceptions, and what the policy refused. */
  readonly complaints: string[] = []
  readonly #pages: Page[] = []

  private constructor(house: House) {
    this.house = house
  }

  static async open(changes: Partial<HouseOptions> = {}): Promise<OpenHouse> {
    const nothing = { token: undefined, folder: undefined, shelf: [], paper: smallPaper }
    const house = new House({ host: '127.0.0.1', port: 0, ...nothing, ...changes })
    await house.open()
    return new OpenHouse(house)
  }

  get origin(): string {
    return `http://127.0.0.1:${this.house.port}`
  }

  /** A page in a browser profile of its own. */
  async visit(browser: Browser, options: BrowserContextOptions = {}, fragment = ''): Promise<Page> {
    const page = await browser.newPage(options)
    page.setDefaultTimeout(step)
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    this.#pages.push(page)
    await page.goto(`${this.origin}/${fragment}`)
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#pages.map((page) => page.context().close()))
    await this.house.close()
  }
}

/** The card of a provider. */
export const cardOf = (page: Page, name: string, state: string) =>
  page.locator(`.card[data-name="${name}"][data-state="${state}"]`)

/** Waits until the picture is complete. */
export async function complete(page: Page): Promise<void> {
  await page.getByText('All 24 tiles are here').waitFor()
}
