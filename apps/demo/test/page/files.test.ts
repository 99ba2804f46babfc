import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodePng } from '../../src/png.ts'
import { type ServedFolder, serveFolder } from '../served-folder.ts'
import { inChromium } from './in-chromium.ts'
import { OpenHouse } from './open-house.ts'

const large = randomBytes(24 * 1024 * 1024)
// Noise, so that it can't be packed: 270 kB, which takes a slow line some seconds.
const picture = encodePng({ width: 300, height: 300, pixels: randomBytes(300 * 300 * 3) })

let served: ServedFolder
beforeAll(async () => {
  served = await serveFolder()
  await mkdir(join(served.root, 'pictures'))
  await writeFile(join(served.root, 'pictures', 'noise.png'), picture)
  await writeFile(join(served.root, 'large.bin'), large)
  await writeFile(join(served.root, 'long.txt'), 'a line of text\n'.repeat(100_000))
  await writeFile(join(served.root, 'trap.html'), '<script>document.title = "caught"</script>')
})
afterAll(() => served.remove())

const serve = async (): Promise<OpenHouse> => {
  const open = await OpenHouse.open({ folder: served.root })
  open.house.invite('files')
  return open
}

inChromium('files', (browser) => {
  test('are browsed and opened: text, and only as much of it as is shown', async () => {
    await using open = await serve()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'docs/' }).click()
    await page.getByRole('button', { name: 'deep/' }).click()
    await page.getByRole('button', { name: 'ünï cödé.txt' }).click()
    await page.locator('#preview pre').getByText('deep').waitFor()
    await page.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name: 'top' }).click()
    await page.getByRole('button', { name: 'long.txt' }).click()
    await page.getByText('The first 49 kB: then the reading was stopped').waitFor()
    expect(open.complaints).toEqual([])
  })

  test('pictures are shown, and while they arrive', async () => {
    await using open = await serve()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'pictures/' }).click()
    await page.getByRole('button', { name: 'noise.png' }).click()
    const image = page.getByRole('img', { name: 'pictures/noise.png' })
    const state = (): Promise<[number, boolean]> =>
      image.evaluate((element) => {
        const { naturalWidth, complete } = element as HTMLImageElement
        return [naturalWidth, complete]
      })
    await expect.poll(state).toEqual([300, true])
    await page.getByRole('button', { name: 'Again, over a slow line' }).click()
    // Its size is known, and it is not all there.
    await expect.poll(state, { interval: 20, timeout: 20_000 }).toEqual([300, false])
    expect(open.complaints).toEqual([])
  })

  test('a large one is downloaded as it is', async () => {
    await using open = await serve()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'large.bin' }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('large.bin')
    const hash = createHash('sha256')
    await pipeline(createReadStream(await download.path()), hash)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(large).digest('hex'))
    await download.delete()
  })

  test('a page among them is no page of ours', async () => {
    await using open = await serve()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'trap.html' }).waitFor()
    await page.goto(`${open.origin}/files/trap.html`)
    expect(await page.title()).not.toBe('caught')
    expect(await page.locator('body').innerText()).toContain('<script>')
  })

  test('stay open where they were while their provider pauses', async () => {
    await using open = await serve()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'docs/' }).click()
    await page.getByRole('button', { name: 'deep/' }).waitFor()
    const listed: string[] = []
    page.on('request', (request) => void (request.url().includes('/folders/') && listed.push(request.url())))
    await page.getByRole('button', { name: 'Pause cabinet' }).click()
    await page.getByRole('button', { name: 'Resume cabinet' }).click()
    await page.getByRole('button', { name: 'Pause cabinet' }).waitFor()
    await page.getByRole('button', { name: 'deep/' }).click()
    await page.getByRole('button', { name: 'ünï cödé.txt' }).waitFor()
    expect(listed).toEqual([`${open.origin}/folders/docs/deep`])
  })

  test('without their provider they wait, until the page starts another', async () => {
    await using open = await serve()
    const page = await open.visit(browser())
    await page.getByRole('button', { name: 'Kill cabinet' }).click()
    await page.getByRole('button', { name: 'Start a provider of Files' }).click()
    await page.locator('.card[data-name=drawer][data-state=ready]').waitFor()
    await page.getByRole('button', { name: 'hello.txt' }).click()
    await page.locator('#preview pre').getByText('hello').waitFor()
    expect(await page.getByRole('button', { name: 'Start a provider of Files' }).isVisible()).toBe(false)
  })
})
