import { handler, Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

class PoolSide {
  readonly events: string[] = []
  notify(event: string): string {
    this.events.push(event)
    return `heard ${event}`
  }
}

describe('call-backs', () => {
  expectNothingLeft()

  it('lets a provider call the pool on a path for that', async () => {
    await using pool = new Pool()
    pool.bindIn('/cb', { PoolSide: new PoolSide() })
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    const connection = provider.connect(`${url}/cb`)
    expect(await connection.call('PoolSide.notify', ['event_id-1'])).toBe('heard event_id-1')
    expect(await connection.service<PoolSide>('PoolSide').notify('event_id-2')).toBe('heard event_id-2')
  })

  it('serves both directions on one socket', async () => {
    const side = new PoolSide()
    await using pool = new Pool()
    pool.bind('/pool', { callbacks: { PoolSide: side } })
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    const connection = provider.connect(`${url}/pool`)
    provider.register('Backend', {
      get: async (id: string): Promise<unknown> => [
        id,
        await connection.call('PoolSide.notify', [`asked for ${id}`]),
      ],
    })

    expect(await pool.call('Backend.get', ['a'])).toEqual(['a', 'heard asked for a'])
    expect(side.events).toEqual(['asked for a'])
    expect(pool.connections.size).toBe(1)
  })

  it('tells the pool side who calls', async () => {
    await using pool = new Pool({ authenticate: (_request, hello) => hello.token === 'secret' && 'agent-7' })
    pool.bindIn('/cb', { PoolSide: { whoami: handler((context) => context.identity) } })
    const { url } = await pool.listen(loopback)

    await using provider = new Provider()
    const connection = provider.connect(`${url}/cb`, { token: 'secret' })
    expect(await connection.call('PoolSide.whoami')).toBe('agent-7')
  })

  it('refuses calls to anything that is not listed, and hides what the pool throws', async () => {
    const errors: Error[] = []
    await using pool = new Pool()
    pool.on('error', (error) => errors.push(error))
    pool.bind('/pool')
    pool.bindIn('/cb', {
      PoolSide: {
        fail(): never {
          throw new Error('the password is hunter2')
        },
      },
    })
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    const plain = provider.connect(`${url}/pool`)
    const calling = provider.connect(`${url}/cb`)

    await expect(plain.call('PoolSide.fail')).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      execution: 'not-started',
    })
    await expect(calling.call('Other.fail')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      execution: 'not-started',
    })
    await expect(calling.call('PoolSide.constructor')).rejects.toMatchObject({ code: 'UNIMPLEMENTED' })
    const failure = await calling
      .call('PoolSide.fail')
      .catch((error: Error) => error as Error & { code: string })
    expect(failure).toMatchObject({ code: 'INTERNAL' })
    expect(String((failure as Error).message)).not.toContain('hunter2')
    const id = /error ([0-9a-f-]+)/.exec((failure as Error).message)?.[1]
    expect(errors.some((error) => error.message.includes(id as string))).toBe(true)
    expect(String(errors.at(-1)?.cause)).toContain('hunter2')
  })
})
