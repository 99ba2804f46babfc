import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { type CallEvent, type Explanation, Pool, type PoolOptions } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback, next } from '../support/pools.ts'

async function open(options: PoolOptions = {}): Promise<{ readonly pool: Pool; readonly url: string }> {
  const pool = new Pool({ runtime: { random: () => 0 }, ...options })
  pool.bind('/pool', { services: ['A'], idempotent: ['A.twice'] })
  const { url } = await pool.listen(loopback)
  return { pool, url: `${url}/pool` }
}

describe('pool.explain', () => {
  expectNothingLeft()

  it('says where a call goes, and it goes there', async () => {
    const { pool, url } = await open()
    await using _pool = pool
    const providers = ['a', 'b', 'c'].map((name) => {
      const provider = new Provider({ name, labels: { gpu: name === 'b' } })
      provider.register('A', { x: () => name })
      return provider
    })
    const sockets = providers.map((provider) => provider.connect(url))
    await connections(pool, 3)
    for (let turn = 0; turn < 20; turn++) {
      const options = { affinity: `user-${turn}` }
      const [first] = pool.explain('A.x', options).candidates
      expect(await pool.call('A.x', [], options)).toBe(first?.name)
    }
    const told = pool.explain('A.x', { labels: { gpu: true } })
    expect(told.text).toContain('A.x goes to b, the only one on /pool that can take it now.')
    expect(told.excluded.map(({ name, why }) => [name, why])).toEqual(
      expect.arrayContaining([
        ['a', ['label']],
        ['c', ['label']],
      ]),
    )
    await Promise.all(sockets.map((socket) => socket.close()))
  })

  it('says whether a call would be hedged, as the path and the call say', () => {
    const pool = new Pool().bind('/a', { services: ['A'], idempotent: true, hedge: 50 })
    pool.bind('/b', { services: ['B'], idempotent: true, hedge: false })
    expect(pool.explain('A.x').retries?.hedge).toBe(50)
    expect(pool.explain('A.x', { hedge: false }).retries?.hedge).toBeUndefined()
    expect(pool.explain('B.x').retries?.hedge).toBeUndefined()
    expect(pool.explain('B.x', { hedge: 'p95' }).retries?.hedge).toBe('p95')
  })

  it('says what the call would throw, at any time of its life', async () => {
    const { pool } = await open()
    const code = ({ error }: Explanation): unknown => error?.code
    expect(code(pool.explain('B.x'))).toBe('NOT_FOUND')
    expect(() => pool.explain('nothing')).toThrow(TypeError)
    expect(() => pool.explain('A.x', { hedge: 5 })).toThrow(/idempotent/)
    expect(pool.explain('A.x')).toMatchObject({ outcome: 'wait', path: '/pool' })
    expect(pool.explain('A.twice').retries?.idempotent).toBe(true)
    const waits = pool.call('A.x').catch(() => {})
    const drained = pool.drain()
    expect(pool.explain('A.x').text).toBe('A.x fails at once: the pool drains.')
    await pool.close()
    expect(pool.explain('A.x').text).toBe('A.x fails at once: the pool is closed.')
    await Promise.all([waits, drained])
  })

  it('and an observer sees why a call was tried twice', async () => {
    const { pool, url } = await open()
    await using _pool = pool
    const provider = new Provider({ name: 'a' })
    let runs = 0
    provider.register('A', {
      twice: async () => {
        if (++runs > 1) return 'well'
        void first.close()
        return new Promise(() => {})
      },
    })
    const first = provider.connect(url)
    await connections(pool, 1)
    const events: CallEvent[] = []
    const call = pool.call('A.twice', [], { observe: (event) => void events.push(event) })
    await next(pool, 'disconnect')
    const other = provider.connect(url)
    expect(await call).toBe('well')
    expect(events.map(({ type }) => type)).toEqual([
      'picked',
      'sent',
      'lost',
      'again',
      'queued',
      'sent',
      'answered',
    ])
    expect(events[2]).toMatchObject({ name: 'a', attempt: 1, arrived: true, method: 'A.twice' })
    await other.close()
  })
})
