import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { lastingPort } from '../support/ports.ts'

describe('signals', () => {
  expectNothingLeft()

  it('the pool tells when it listens, who comes and goes, and when it is closed', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const heard: string[] = []
    pool.on('listening', ({ port }) => heard.push(port > 0 ? 'listening' : 'no port'))
    pool.on('connect', (connection, { resumed }) => heard.push(`connect ${connection.name} ${resumed}`))
    pool.on('disconnect', (connection, { resumable }) =>
      heard.push(`disconnect ${connection.name} ${resumable}`),
    )
    pool.on('close', () => heard.push('close'))
    const { url } = await pool.listen(loopback)

    await using provider = new Provider({ name: 'agent' })
    const connection = provider.connect(`${url}/pool`)
    await connection.ready
    const gone = next(pool, 'disconnect')
    await connection.close()
    await gone
    await pool.close()
    expect(heard).toEqual(['listening', 'connect agent false', 'disconnect agent false', 'close'])
  })

  it('a connection tells when it is connected, disconnected, connected again, and closed', async () => {
    let pool = new Pool().bind('/pool')
    const port = await lastingPort()
    const { url } = await pool.listen({ ...loopback, port })
    await using provider = new Provider()
    const connection = provider.connect(`${url}/pool`, { backoff: { min: 1, max: 20 } })
    connection.on('error', () => {}) // while nobody listens
    const heard: string[] = []
    for (const event of ['connected', 'disconnected', 'closed'] as const) {
      connection.on(event, () => void heard.push(event))
    }
    await connection.ready

    const lost = next(connection, 'disconnected')
    await pool.close()
    await lost
    const back = next(connection, 'connected')
    pool = new Pool().bind('/pool')
    await pool.listen({ ...loopback, port })
    await back
    await connection.close()
    await pool.close()
    expect(heard).toEqual(['connected', 'disconnected', 'connected', 'disconnected', 'closed'])
  })

  it('a connection is closed when its attempts are used up', async () => {
    const pool = new Pool()
    const { url } = await pool.listen({ ...loopback, port: await lastingPort() })
    await pool.close()
    await using provider = new Provider()
    const connection = provider.connect(`${url}/pool`, { maxAttempts: 2, backoff: { min: 1, max: 2 } })
    const errors: Error[] = []
    connection.on('error', (error) => errors.push(error))
    await next(connection, 'closed')
    expect(errors.length).toBeGreaterThanOrEqual(2)
    await expect(connection.ready).rejects.toThrow(/can't connect|ECONNREFUSED/)
  })
})
