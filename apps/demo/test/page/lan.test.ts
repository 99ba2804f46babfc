import { Provider } from '@wsrpc/provider'
import { describe, expect, test } from 'vitest'
import { inChromium, slow } from './in-chromium.ts'
import { cardOf, complete, OpenHouse } from './open-house.ts'

const token = 'a-token-of-the-test'
const post = (open: OpenHouse, authorization: Record<string, string>): Promise<Response> =>
  fetch(`${open.origin}/commands/again`, {
    method: 'POST',
    headers: { Origin: open.origin, 'Content-Type': 'application/json', ...authorization },
    body: '{}',
  })

describe('a page for the network', slow, () => {
  test('takes commands with the token only, and has no files', async () => {
    await using open = await OpenHouse.open({ token })
    expect((await post(open, {})).status).toBe(401)
    expect((await post(open, { Authorization: 'Bearer guess' })).status).toBe(401)
    expect((await post(open, { Authorization: `Bearer ${token}` })).status).toBe(200)
    expect((await fetch(`${open.origin}/files/README.md`)).status).toBe(403)
    expect((await fetch(`${open.origin}/folders/`)).status).toBe(403)
  })

  test.each([
    ['/pool/tiles', undefined],
    ['/pool/tiles', 'guess'],
    ['/pool/files', token],
    ['/pool/page', undefined],
  ])('lets nobody join on %s with the token %s', async (path, given) => {
    await using open = await OpenHouse.open({ token, folder: import.meta.dirname })
    await using provider = new Provider()
    // As a page of this host would: what is refused is the token.
    const connection = provider
      .register('Tiles', { render: () => 'nonsense' })
      .connect(`${open.origin}${path}`, { token: given, headers: { Origin: open.origin } })
    connection.on('error', () => {})
    await expect(connection.ready).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

inChromium('a page for the network', (browser) => {
  test('does nothing without its token, and says so', async () => {
    await using open = await OpenHouse.open({ token })
    const page = await open.visit(browser())
    await page.getByText('open the whole link that the demo printed').waitFor()
    await page.getByText('not connected').waitFor()
    expect(open.house.pool.connections.size).toBe(0)
  })

  test('with it a phone joins, and Files is off', async () => {
    await using open = await OpenHouse.open({ token })
    const options = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const phone = await open.visit(browser(), options, `#token=${token}`)
    await phone.getByRole('button', { name: 'Make this tab a provider' }).tap()
    await cardOf(phone, 'wren', 'ready').getByText('phone').waitFor()
    await complete(phone)
    await phone.getByText('Files is off, because this page is open to the network').waitFor()
    const again = phone.waitForResponse((response) => response.url().endsWith('/commands/again'))
    await phone.getByRole('button', { name: 'Paint again' }).tap()
    expect((await again).status()).toBe(200)
    expect(open.complaints).toEqual([])
  })
})
