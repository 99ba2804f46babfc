import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { inChromium } from './in-chromium.ts'
import { cardOf, OpenHouse } from './open-house.ts'

inChromium('a page of another origin', (browser) => {
  test('can neither kill a provider, nor watch, nor join', async () => {
    await using open = await OpenHouse.open()
    open.house.invite('tiles')
    const page = await open.visit(browser())
    await cardOf(page, 'maple', 'ready').waitFor()

    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const foreign = await browser().newPage()
    await foreign.goto(`http://127.0.0.1:${port}/`)
    const tried = await foreign.evaluate(async (origin) => {
      // As a form would: this much every page may send.
      const body = JSON.stringify({ name: 'maple' })
      // It may see nothing of the answer, but what it sends arrives.
      await fetch(`${origin}/commands/kill`, { method: 'POST', mode: 'no-cors', body }).catch(() => {})
      const dial = (path: string): Promise<string> =>
        new Promise((resolve) => {
          const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, 'wsrpc.v1.msgpack')
          socket.addEventListener('open', () => resolve('open'))
          socket.addEventListener('error', () => resolve('refused'))
        })
      return [await dial('/pool/page'), await dial('/pool/tiles')]
    }, open.origin)
    expect(tried).toEqual(['refused', 'refused'])

    // Had it been killed, this would say so.
    await page.getByRole('button', { name: 'Pause maple' }).click()
    await cardOf(page, 'maple', 'paused').waitFor()
    await foreign.context().close()
    server.close()
  })
})
