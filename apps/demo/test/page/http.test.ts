import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServedFolder, serveFolder } from '../served-folder.ts'
import { OpenHouse } from './open-house.ts'

interface Answer {
  readonly status: number | undefined
  readonly body: string
  readonly headers: NodeJS.Dict<string | string[]>
}

let served: ServedFolder
let open: OpenHouse
beforeAll(async () => {
  served = await serveFolder()
  open = await OpenHouse.open({ folder: served.root })
  const joined = new Promise((resolve) => open.house.pool.once('connect', resolve))
  open.house.invite('files')
  await joined
}, 60_000)
afterAll(async () => {
  await open[Symbol.asyncDispose]()
  await served.remove()
})

/** As it stands: nothing tidies the path up, and any header can be said. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request({ host: '127.0.0.1', port: open.house.port, path, method, headers, agent: false })
    asked.once('response', (response) => {
      const { statusCode: status, headers: said } = response
      text(response).then((all) => resolve({ status, body: all, headers: said }), reject)
    })
    asked.once('error', reject).end(body)
  })
}

describe('the page', () => {
  test('comes with a policy that lets no foreign script in', async () => {
    const { status, body, headers } = await ask('/')
    const policy = String(headers['content-security-policy'])
    expect(status).toBe(200)
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    // None that the policy would stop.
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/)
  })

  test.each([
    ['/nothing', 404],
    ['/assets/../index.html', 404],
    ['/files/%', 400],
    ['/files/nowhere.txt', 404],
    ['/files/docs', 400],
    ['/folders/hello.txt', 400],
  ])('%s is answered %d', async (path, status) => {
    expect((await ask(path)).status).toBe(status)
  })
})

describe('ways out of the folder are refused', () => {
  test.each([
    '/files/../secret',
    '/files/..%2fsecret',
    '/files/%2e%2e/secret',
    '/files/docs/../../secret',
    '/files//etc/passwd',
    '/files/link-up',
    '/files/link-absolute',
    '/folders/..',
    '/folders/link-folder-up',
  ])('%s', async (path) => {
    const { status, body } = await ask(path)
    expect(status).toBe(403)
    expect(body).not.toContain(served.outside)
  })

  test.each(['/files/.git/config', '/files/docs/node_modules/index.js'])('%s is not there', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })
})

describe('commands', () => {
  const own = (): Record<string, string> => ({ Origin: open.origin, 'Content-Type': 'application/json' })

  test('of a foreign page do nothing', async () => {
    const headers = { ...own(), Origin: 'https://evil.example' }
    const { status } = await ask('/commands/kill', headers, '{"name":"cabinet"}')
    expect(status).toBe(403)
    expect((await ask('/files/hello.txt')).body).toBe('hello')
  })

  test.each([
    ['launch', '{}', 404],
    ['kill', 'kill cabinet', 400],
    ['kill', '[]', 409],
    ['kill', '{"name":"nobody"}', 409],
    ['start', '{"role":"../../evil"}', 409],
    ['zoom', '{"x":2,"y":0}', 409],
    ['zoom', `{"x":0,"y":0,"more":"${'x'.repeat(2000)}"}`, 400],
    ['zoom', '{"x":0.5,"y":0.5}', 200],
  ])('%s %s is answered %d', async (name, body, status) => {
    expect((await ask(`/commands/${name}`, own(), body)).status).toBe(status)
  })
})
