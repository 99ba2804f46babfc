import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Result } from '@wsrpc/contract-tests/provider/run'
import type { Page } from 'playwright-core'
import { launchChromium } from '../chromium/chromium.ts'
import { bundleWhole } from './bundle.ts'
import type { Room } from './room.ts'

/** In a page. */
export const page: Room = (place) =>
  inChromium('page.ts', place, (tab, control) =>
    tab.evaluate((url) => (globalThis as unknown as Inside).runSuite(url), control),
  )

/** In a dedicated Web Worker of a page. */
export const webWorker: Room = (place) =>
  inChromium('web-worker.ts', place, (tab, control) =>
    tab.evaluate(
      (url) =>
        new Promise<Result[]>((resolve, reject) => {
          const worker = new Worker('/script.js', { type: 'module' })
          worker.addEventListener('message', ({ data }) => resolve(data as Result[]))
          worker.addEventListener('error', ({ message }) => reject(new Error(message)))
          worker.postMessage(url)
        }),
      control,
    ),
  )

interface Inside {
  runSuite(control: string): Promise<Result[]>
}

type Ask = (page: Page, control: string) => Promise<Result[]>

/** Scripts of its own host, and nothing made of text: what a strict page allows. */
const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src http://127.0.0.1:* ws://127.0.0.1:*"

async function inChromium(
  entry: string,
  { control, folder }: Parameters<Room>[0],
  ask: Ask,
): Promise<Result[]> {
  const script = await readFile(await bundleWhole(`rooms/inside/${entry}`, folder, ['browser']))
  const server = createServer(({ url }, response) => {
    const isScript = url === '/script.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    response.setHeader('Content-Security-Policy', policy)
    response.end(isScript ? script : '<!doctype html><script type="module" src="/script.js"></script>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const browser = await launchChromium()
  try {
    const tab = await browser.newPage()
    const errors: string[] = []
    tab.on('pageerror', ({ message }) => errors.push(message))
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const results = await ask(tab, control)
    if (errors.length > 0) throw new Error(`the page had errors that nobody caught: ${errors.join('; ')}`)
    return results
  } finally {
    await browser.close()
    server.close()
    await once(server, 'close')
  }
}
