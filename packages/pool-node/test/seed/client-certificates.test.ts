import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback, next } from '../support/pools.ts'

describe('client certificate authentication', () => {
  expectNothingLeft()

  it('knows a provider by its certificate', async () => {
    const authority = await makeAuthority()
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen({
      ...loopback,
      tls: { ...(await authority.server()), ca: authority.ca, requestCert: true },
    })

    await using provider = new Provider()
    provider.register('Backend', { get: (id: string): string => `value of ${id}` })
    provider.connect(`${url}/pool`, { tls: { ...(await authority.client('agent-7')), ca: authority.ca } })

    expect(await pool.call('Backend.get', ['id'])).toBe('value of id')
    const [connection] = [...pool.connections.values()]
    expect(connection?.identity).toMatchObject({
      id: expect.stringMatching(/^certificate:/),
      commonName: 'agent-7',
    })
  })

  it.each([
    ['no certificate', async () => ({})],
    ['a certificate of an unknown CA', async () => (await makeAuthority('unknown')).client('stranger')],
  ])('refuses a provider with %s', async (_name, credentials) => {
    const authority = await makeAuthority()
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen({
      ...loopback,
      tls: { ...(await authority.server()), ca: authority.ca, requestCert: true },
    })

    await using provider = new Provider()
    const connection = provider.connect(`${url}/pool`, {
      tls: { ...(await credentials()), ca: authority.ca },
      maxAttempts: 1,
    })
    await next(connection, 'error')
    await expect(connection.ready).rejects.toThrow(/can't connect|closed/)
    expect(pool.connections.size).toBe(0)
  })

  it('goes on while five providers with five connections each close one by one', async () => {
    const authority = await makeAuthority()
    await using pool = new Pool()
    pool.bind('/pool', { idempotent: true })
    const { url } = await pool.listen({
      ...loopback,
      tls: { ...(await authority.server()), ca: authority.ca, requestCert: true },
    })

    const all = await Promise.all(
      Array.from({ length: 5 }, async (_, number) => {
        const provider = new Provider({ name: `provider ${number}` })
        provider.register('Backend', { get: (id: string): string => `${number}: ${id}` })
        const tls = { ...(await authority.client(`client ${number}`)), ca: authority.ca }
        return { provider, open: provider.connectMulti(`${url}/pool`, 5, { tls }) }
      }),
    )
    await Promise.all(all.flatMap(({ open }) => open.map((connection) => connection.ready)))
    await connections(pool, 25)
    expect(new Set([...pool.connections.values()].map((connection) => connection.instance)).size).toBe(5)

    let called = 0
    const servers = new Set<string>()
    for (let left = 25; left > 0; left--) {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => pool.call<string>('Backend.get', [`${left}-${n}`])),
      )
      for (const [n, answer] of answers.entries()) {
        expect(answer).toMatch(new RegExp(`^\\d: ${left}-${n}$`))
        servers.add(answer.slice(0, 1))
        called++
      }
      if (left === 1) break
      const flying = Array.from({ length: 10 }, () => pool.call<string>('Backend.get', ['during a close']))
      await all[left % 5]?.open.pop()?.close()
      called += (await Promise.all(flying)).length
    }
    expect(called).toBe(25 * 40 + 24 * 10)
    expect(servers.size).toBe(5)
    await Promise.all(all.map(({ provider }) => provider.close()))
  })
})
