import { RpcError } from '@wsrpc/core'
import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { deferred } from '../resume/deferred.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

/** A pool whose calls need a token, which `give` hands out, and a provider that is there. */
async function withTokens(): Promise<{
  pool: Pool
  provider: Provider
  asked: Promise<void>
  give: () => void
}> {
  const asked = deferred<void>()
  const token = deferred<void>()
  const pool = new Pool({
    interceptors: {
      calls: [
        async (call, next) => {
          asked.resolve()
          await token.promise
          if (call.params[0] === 'known') return 'answered without a provider'
          return next()
        },
      ],
    },
  }).bind('/pool')
  const { url } = await pool.listen(loopback)
  const provider = new Provider()
  provider.register('Backend', { get: (id: string) => `value of ${id}` })
  const connection = provider.connect(`${url}/pool`)
  connection.on('error', () => {})
  await connection.ready
  return { pool, provider, asked: asked.promise, give: () => token.resolve() }
}

describe('a call that is in an interceptor when the pool drains', () => {
  expectNothingLeft()

  it('is made and answered, and the drain waits for it', async () => {
    const { pool, provider, asked, give } = await withTokens()
    await using _provider = provider
    const call = pool.call('Backend.get', ['id'])
    await asked
    const { bytesReceived } = pool.stats()
    const drained = pool.drain()
    const order: string[] = []
    void drained.then(() => order.push('drained'))
    const late = pool.call('Backend.get', ['id']).catch((error: unknown) => error)
    // The provider has heard it: but for the call, nothing is left to wait for.
    while (pool.stats().bytesReceived === bytesReceived) await new Promise((resolve) => setImmediate(resolve))
    give()
    order.push(String(await call))
    await drained
    expect(order).toEqual(['value of id', 'drained'])
    expect(await late).toMatchObject({ code: 'UNAVAILABLE', message: 'Backend.get: the pool drains' })
  })

  it('may be answered by the interceptor', async () => {
    const { pool, provider, asked, give } = await withTokens()
    await using _provider = provider
    const call = pool.call('Backend.get', ['known'])
    await asked
    const drained = pool.drain()
    give()
    expect(await call).toBe('answered without a provider')
    await drained
  })

  it('is refused when the pool is closed meanwhile', async () => {
    const { pool, provider, asked, give } = await withTokens()
    await using _provider = provider
    const call = pool.call('Backend.get', ['id']).catch((error: unknown) => error)
    await asked
    const drained = pool.drain()
    await Promise.all([pool.close(), drained])
    give()
    expect(await call).toBeInstanceOf(RpcError)
    expect(await call).toMatchObject({ message: 'Backend.get: the pool is closed', execution: 'not-started' })
  })

  it('does not hold the pool longer than the timeout', async () => {
    const { pool, provider, asked, give } = await withTokens()
    await using _provider = provider
    const call = pool.call('Backend.get', ['id']).catch((error: unknown) => error)
    await asked
    await pool.drain({ timeout: 20 })
    give()
    expect(await call).toMatchObject({ message: 'Backend.get: the pool is closed' })
  })

  it('does not open the pool again when somebody who hears of it closes that', async () => {
    const { pool, provider, asked, give } = await withTokens()
    await using _provider = provider
    const closed = deferred<void>()
    const observe = (): void => void pool.close().then(closed.resolve)
    const call = pool.call('Backend.get', ['id'], { observe, timeout: 500 }).catch(() => 'failed')
    await asked
    const drained = pool.drain()
    give()
    await closed.promise
    await expect(pool.call('Backend.get', ['id'])).rejects.toThrow('Backend.get: the pool is closed')
    expect(await call).toBe('failed')
    await drained
  })
})
