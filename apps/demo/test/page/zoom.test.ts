import type { Page, Response } from 'playwright-core'
import { expect, test } from 'vitest'
import { differences } from '../../src/claims/pixels.ts'
import { renderArea } from '../../src/mandelbrot.ts'
import { sceneOf, type View, whole, zoomInto, zoomOut } from '../../src/page/journey.ts'
import { inChromium, step } from './in-chromium.ts'
import { complete, OpenHouse, smallPaper } from './open-house.ts'

interface Place {
  readonly x: number
  readonly y: number
}

/** Does it. @returns the answer to the command that the page sends then. */
async function answerTo(page: Page, command: string, act: () => Promise<void>): Promise<Response> {
  const answered = page.waitForResponse((response) => response.url().endsWith(`/commands/${command}`))
  await act()
  const answer = await answered
  expect(answer.status()).toBe(200)
  return answer
}

/** Zooms. @returns where to, as the page said it. */
async function zoomed(page: Page, act: () => Promise<void>): Promise<Place> {
  return (await answerTo(page, 'zoom', act)).request().postDataJSON() as Place
}

/** What is seen in the picture's tiles: red, green, blue; row by row. Where there is no tile there are no bytes. */
async function pixelsIn(page: Page): Promise<Uint8Array> {
  // As one text: a list of so many numbers takes seconds on its way out of the page.
  const seen = await page.evaluate(() => {
    const canvas = document.querySelector('canvas#tiles') as HTMLCanvasElement
    const context = canvas.getContext('2d') as CanvasRenderingContext2D
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    return Array.from(data, (byte) => String.fromCharCode(byte)).join('')
  })
  const rgba = Buffer.from(seen, 'latin1')
  const isSeen = (at: number): boolean => rgba[at - (at % 4) + 3] === 255
  return rgba.filter((_, at) => at % 4 < 3 && isSeen(at))
}

/** Waits until all that is seen is that view, in every pixel. */
async function shows(page: Page, view: View): Promise<void> {
  const { width, height } = smallPaper
  const expected = renderArea(sceneOf(view, smallPaper), { x: 0, y: 0, width, height })
  await complete(page)
  await expect
    .poll(async () => differences(expected, await pixelsIn(page)), { timeout: step, interval: 100 })
    .toBe(0)
}

inChromium('the picture', (browser) => {
  test('is another view after a click, a key and the button that zooms out', async () => {
    await using open = await OpenHouse.open()
    const page = await open.visit(browser())
    await page.getByText('No process is connected').waitFor()
    const picture = page.getByRole('button', { name: 'Zoom in' })
    const { width, height } = (await picture.boundingBox()) as { width: number; height: number }
    // As long as nobody paints, the journey does not leave its first stop.
    const position = { x: width / 4, y: height / 3 }
    const clicked = await zoomed(page, () => picture.click({ position }))
    expect([clicked.x, clicked.y]).toEqual([expect.closeTo(1 / 4, 1), expect.closeTo(1 / 3, 1)])
    open.house.invite('tiles')
    const near = zoomInto({ ...smallPaper, ...whole }, clicked.x, clicked.y)
    await shows(page, near)

    expect(await zoomed(page, () => picture.press('Enter'))).toEqual({ x: 0.5, y: 0.5 })
    const nearer = zoomInto({ ...smallPaper, ...near }, 0.5, 0.5)
    await shows(page, nearer)

    await answerTo(page, 'zoom-out', () => page.getByRole('button', { name: 'Zoom out' }).click())
    await shows(page, zoomOut(nearer))
    expect(open.complaints).toEqual([])
  })
})
