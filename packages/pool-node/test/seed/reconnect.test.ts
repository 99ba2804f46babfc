import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { lastingPort } from '../support/ports.ts'
import { makeProxy } from '../support/proxy.ts'

const backend = { get: (id: string): string => `value of ${id}` }

describe('reconnecting', () => {
  expectNothingLeft()

  it('finds the pool again, twenty times', async () => {
    let pool = new Pool().bind('/pool')
    const port = await lastingPort()
    const { url } = await pool.listen({ ...loopback, port })
    await using provider = new Provider()
    provider.register('Backend', backend)
    const connection = provider.connect(`${url}/pool`, { backoff: { min: 1, max: 20 } })
    connection.on('error', () => {})

    for (let round = 0; round < 20; round++) {
      expect(await pool.call('Backend.get', [`round ${round}`])).toBe(`value of round ${round}`)
      await pool.close()
      pool = new Pool().bind('/pool')
      await pool.listen({ ...loopback, port })
    }
    expect(await pool.call('Backend.get', ['the end'])).toBe('value of the end')
    await pool.close()
  })

  it('comes back when the pool falls silent without closing', async () => {
    await using pool = new Pool({ heartbeat: { interval: 50, misses: 2 } })
    // So short a heartbeat may take a busy machine for a silent one: then the last call goes over the next connection.
    pool.bind('/pool', { idempotent: true })
    const { port } = await pool.listen(loopback)
    await using proxy = await makeProxy(port)
    await using provider = new Provider()
    provider.register('Backend', backend)
    const known = next(pool, 'connect')
    const connection = provider.connect(`ws://127.0.0.1:${proxy.port}/pool`, { backoff: { min: 1, max: 20 } })
    connection.on('error', () => {})
    await known

    const lost = next(connection, 'disconnected')
    const gone = next(pool, 'disconnect')
    proxy.stall()
    await Promise.all([lost, gone])
    const back = next(connection, 'connected')
    proxy.recover()
    await back
    expect(await pool.call('Backend.get', ['after'])).toBe('value of after')
  })

  it('survives connections that are reset', async () => {
    await using pool = new Pool()
    pool.bind('/pool', { idempotent: true })
    const { port } = await pool.listen(loopback)
    await using proxy = await makeProxy(port)
    await using provider = new Provider()
    provider.register('Backend', backend)
    const connection = provider.connect(`ws://127.0.0.1:${proxy.port}/pool`, { backoff: { min: 1, max: 20 } })
    connection.on('error', () => {})
    await connection.ready

    for (let round = 0; round < 10; round++) {
      const back = next(connection, 'connected')
      proxy.cut()
      await back
      expect(await pool.call('Backend.get', ['again'])).toBe('value of again')
    }
  })
})
