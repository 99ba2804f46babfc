import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

describe('listening', () => {
  expectNothingLeft()

  it('a pool has one port, also when it is asked twice at once', async () => {
    await using pool = new Pool()
    const [first, second] = await Promise.allSettled([pool.listen(loopback), pool.listen(loopback)])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('listens already') as string },
    })
  })

  it('a close while it begins to listen leaves no port open', async () => {
    const pool = new Pool()
    const listening = pool.listen(loopback)
    await pool.close()
    await listening
    await expect(pool.listen(loopback)).rejects.toThrow('is closed')
  })

  it('may be asked again when the address could not be had', async () => {
    await using first = new Pool()
    const { port } = await first.listen(loopback)
    await using second = new Pool()
    await expect(second.listen({ ...loopback, port })).rejects.toThrow('EADDRINUSE')
    expect((await second.listen(loopback)).port).not.toBe(port)
  })

  it.each([
    ['bound before', (pool: Pool): void => void pool.bind('/pool'), true],
    ['guarded', (pool: Pool): void => void pool.bind('/pool', { authenticate: () => 'me' }), false],
  ])('warns once that anybody may join: %s', async (_name, bind, warns) => {
    const warnings: string[] = []
    const onWarning = (warning: Error & { code?: string }): void => void warnings.push(warning.code ?? '')
    process.on('warning', onWarning)
    await using pool = new Pool()
    bind(pool)
    await pool.listen({ host: '0.0.0.0', port: 0 })
    pool.bind('/guarded', { services: ['Other'], admit: () => true })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', onWarning)
    expect(warnings).toEqual(warns ? ['WSRPC_OPEN_POOL'] : [])
  })

  it.each([
    [{ timeout: -1 }, /timeout must be/],
    [{ timeout: 'x' }, /timeout must be/],
    [{ time: 5 }, /drain has no option 'time': it takes timeout/],
  ])('drain refuses %j', async (options, says) => {
    await using pool = new Pool()
    await expect(pool.drain(options as never)).rejects.toThrow(says)
  })

  it('a service has a name without a dot', () => {
    expect(() => new Pool().service('a.b')).toThrow(/without a dot/)
  })
})
