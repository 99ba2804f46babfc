import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool, RpcError } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { asJson, hello, rawClient, refusedUpgrade } from '../support/raw-client.ts'

describe('the door', () => {
  expectNothingLeft()

  it.each([
    [
      'a foreign page',
      { origin: 'https://evil.example' },
      /Origin "https:\/\/evil\.example" is not of this host/,
    ],
    ['a page without an origin', { origin: 'null' }, /Origin "null"/],
    [
      'a page whose name was pointed at loopback',
      { origin: 'http://evil.example', headers: { host: 'evil.example' } },
      /Host "evil\.example"/,
    ],
  ])('refuses %s and names what it saw', async (_name, options, says) => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const { status, body } = await refusedUpgrade(`${url}/pool`, options)
    expect(status).toBe(403)
    expect(body).toMatch(says)
  })

  it('lets in pages of its own host, and those that are listed', async () => {
    await using pool = new Pool({ origins: ['https://app.example'] })
    pool.bind('/pool')
    const { url, port } = await pool.listen(loopback)
    for (const origin of [`http://127.0.0.1:${port}`, 'https://app.example']) {
      const client = await rawClient(`${url}/pool`, 'wsrpc.v1.json', { origin })
      client.socket.close(1000)
      expect((await client.ended).code).toBe(1000)
    }
  })

  it('answers 404 where nothing is bound, and 426 to a plain request', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url, port } = await pool.listen(loopback)
    expect((await refusedUpgrade(`${url}/other`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/pool`)).status).toBe(426)
  })

  it('asks admit before the upgrade', async () => {
    await using pool = new Pool({ admit: async (request) => request.headers['x-key'] === 'right' })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    expect((await refusedUpgrade(`${url}/pool`)).status).toBe(403)
    await using provider = new Provider()
    await provider.connect(`${url}/pool`, { headers: { 'x-key': 'right' } }).ready
  })

  it('turns away for good whom authenticate does not know, in a way that the provider understands', async () => {
    await using pool = new Pool({
      authenticate: (_request, { token }) => {
        if (token === 'banned') throw new RpcError('PERMISSION_DENIED', 'this agent is banned')
        return token === 'right' && 'agent'
      },
    })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    for (const [token, code] of [
      ['wrong', 4401],
      ['banned', 4403],
    ] as const) {
      const connection = provider.connect(`${url}/pool`, { token })
      connection.on('error', () => {})
      const [closed] = await next(connection, 'closed')
      expect(closed).toMatchObject({ code })
      await expect(connection.ready).rejects.toThrow(String(code))
    }
    await provider.connect(`${url}/pool`, { token: 'right' }).ready
    expect([...pool.connections.values()].map(({ identity }) => identity)).toEqual(['agent'])
  })

  it('goes on when authenticate breaks, and tells of it', async () => {
    const errors: Error[] = []
    await using pool = new Pool({
      authenticate: () => {
        throw new Error('the database is down: hunter2')
      },
    })
    pool.on('error', (error) => errors.push(error))
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson(hello))
    const { code, reason } = await client.ended
    expect(code).toBe(4500)
    expect(reason).not.toContain('hunter2')
    expect(errors.map(({ message }) => message)).toEqual(['the database is down: hunter2'])
  })

  it.each([
    ['one that it does not know', 'graphql-transport-ws'],
    ['none', null],
  ])('closes a client that offers as subprotocol %s with a code that it can read', async (_name, offered) => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`, offered)
    expect(await client.ended).toEqual({ code: 4406, reason: expect.stringContaining('wsrpc.v1.msgpack') })
  })

  it('takes only so many handshakes at once: who comes then waits', async () => {
    await using pool = new Pool({ maxHandshakes: 2 })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const [first, second] = await Promise.all([rawClient(`${url}/pool`), rawClient(`${url}/pool`)])
    const dialled = rawClient(`${url}/pool`)
    first.socket.send(asJson(hello))
    await first.received(1)
    const third = await dialled
    expect(pool.stats()).toMatchObject({ connections: 1, handshakes: 2 })
    for (const client of [first, second, third]) {
      client.socket.terminate()
      await client.ended
    }
  })

  it('does not let one identity claim the instance of another', async () => {
    await using pool = new Pool({ authenticate: (_request, { token }) => token ?? false })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const clients = []
    for (const token of ['alice', 'mallory']) {
      const client = await rawClient(`${url}/pool`)
      client.socket.send(asJson([16, { ...hello[1], token, instance: 'same' }]))
      await client.received(1)
      clients.push(client)
    }
    expect(pool.stats()).toMatchObject({ connections: 2, instances: 2 })
    for (const client of clients) {
      client.socket.terminate()
      await client.ended
    }
  })
})
