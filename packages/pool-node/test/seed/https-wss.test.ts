import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'

const backend = { get: (id: string): string => `value of ${id}` }

describe('HTTPS/WSS encryption', () => {
  expectNothingLeft()

  it('calls over TLS with a custom CA', async () => {
    const authority = await makeAuthority()
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen({ ...loopback, tls: await authority.server() })
    expect(url).toMatch(/^wss:/)

    await using provider = new Provider()
    provider.register('Backend', backend)
    provider.connect(`${url}/pool`, { tls: { ca: authority.ca } })

    expect(await pool.call('Backend.get', ['id'])).toBe('value of id')
  })

  it.each([
    ['another CA than the pool has', async () => ({ ca: (await makeAuthority('another')).ca })],
    ['no CA at all', async () => ({})],
  ])('does not trust a pool when the provider knows %s', async (_name, tls) => {
    const authority = await makeAuthority()
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen({ ...loopback, tls: await authority.server() })

    await using provider = new Provider()
    const connection = provider.connect(`${url}/pool`, { tls: await tls(), maxAttempts: 1 })
    const [error] = await next(connection, 'error')
    expect(String((error as Error).message)).toMatch(/certificate/)
    await expect(connection.ready).rejects.toThrow(/certificate/)
    expect(pool.connections.size).toBe(0)
  })
})
