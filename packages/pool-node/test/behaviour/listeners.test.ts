import { Provider } from '@wsrpc/provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

describe('listeners that throw break nothing but themselves', () => {
  expectNothingLeft()
  const uncaught: string[] = []
  const note = (error: Error): void => void uncaught.push(error.message)
  let others: NodeJS.UncaughtExceptionListener[] = []

  beforeEach(() => {
    uncaught.length = 0
    others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', note)
  })
  afterEach(() => {
    process.off('uncaughtException', note)
    for (const other of others) process.on('uncaughtException', other)
  })

  it('and come out as uncaught exceptions', async () => {
    const pool = new Pool()
    for (const event of ['listening', 'connect', 'disconnect', 'close', 'error'] as const) {
      pool.on(event, () => {
        throw new Error(event)
      })
    }
    const fails = (): never => {
      throw new Error('broken')
    }
    pool.bind('/pool', { callbacks: { Side: { fails } } })
    const { url } = await pool.listen(loopback)
    const provider = new Provider()
    provider.register('Echo', { say: (x: unknown) => x })
    const connection = provider.connect(`${url}/pool`)
    expect(await pool.call('Echo.say', [1])).toBe(1)
    await expect(connection.call('Side.fails')).rejects.toMatchObject({ code: 'INTERNAL' })
    await expect(connection.call('Side.fails')).rejects.toMatchObject({ code: 'INTERNAL' })
    await provider.close()
    await pool.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect([...new Set(uncaught)].sort()).toEqual(['close', 'connect', 'disconnect', 'error', 'listening'])
  })
})

describe('errors that nobody listens to', () => {
  expectNothingLeft()

  it('are each written, so that the id that a caller got is in the log', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {})
    await using pool = new Pool()
    pool.bindIn('/cb', { Side: { fails: () => Promise.reject(new Error('broken')) } })
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    const connection = provider.connect(`${url}/cb`)
    for (let n = 0; n < 3; n++) {
      const failure = await connection.call('Side.fails').catch((error: Error) => error as Error)
      const id = /error ([0-9a-f-]+)/.exec((failure as Error).message)?.[1] ?? 'no id'
      expect(written.mock.calls.some(([text]) => String(text).includes(id))).toBe(true)
    }
    written.mockRestore()
  })
})

describe('interceptors', () => {
  expectNothingLeft()

  it('stand around calls and notifies, and around what providers call', async () => {
    const seen: string[] = []
    await using pool = new Pool({
      interceptors: {
        calls: [
          (context, go) => {
            seen.push(`${context.kind} ${context.method}`)
            return go()
          },
        ],
        handlers: [
          (context, go) => {
            if (context.identity !== 'friend') throw new Error('no')
            return go()
          },
        ],
      },
      authenticate: (_request, { token }) => token ?? false,
    })
    pool.bind('/pool', { callbacks: { Side: { hello: () => 'hello' } } })
    const { url } = await pool.listen(loopback)
    pool.on('error', () => {})
    await using provider = new Provider()
    provider.register('Echo', { say: (x: unknown) => x })
    const friend = provider.connect(`${url}/pool`, { token: 'friend' })
    const other = provider.connect(`${url}/pool`, { token: 'other' })
    expect(await pool.call('Echo.say', [1])).toBe(1)
    await pool.notify('Echo.say', [1])
    expect(seen).toEqual(['call Echo.say', 'notify Echo.say'])
    expect(await friend.call('Side.hello')).toBe('hello')
    await expect(other.call('Side.hello')).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('identity is that of the connection, not of the first one of its instance', async () => {
    let role = 'admin'
    await using pool = new Pool({ authenticate: () => ({ id: 'agent', role: role }) })
    pool.bindIn('/cb', { Side: { hello: () => 'hello' } })
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    await provider.connect(`${url}/cb`).call('Side.hello')
    role = 'guest'
    await provider.connect(`${url}/cb`).call('Side.hello')
    const roles = [...pool.connections.values()].map(({ identity }) => (identity as { role?: string }).role)
    expect(roles).toEqual(['admin', 'guest'])
    expect(pool.stats()).toMatchObject({ connections: 2, instances: 1 })
  })
})
