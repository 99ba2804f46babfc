import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { asJson, hello, rawClient, refusedUpgrade } from '../support/raw-client.ts'

/** A promise, and what settles it. */
function decision<T>(): { made: Promise<T>; make: (value: T) => void } {
  let make: (value: T) => void = () => {}
  const made = new Promise<T>((resolve) => (make = resolve))
  return { made, make }
}

describe('what one client can make the pool keep is bounded', () => {
  expectNothingLeft()

  it('answers that it does not read', async () => {
    await using pool = new Pool()
    pool.bind('/pool', { callbacks: { Big: { get: () => 'x'.repeat(1024 * 1024) } } })
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson(hello))
    await client.received(1)
    client.socket.send(asJson([18, { services: {}, concurrency: 1 }]))
    const gone = next(pool, 'disconnect')
    client.socket.pause()
    for (let n = 0; n < 200; n++) client.socket.send(asJson([1, 2 * n + 1, 'Big.get', []]))
    expect((await gone)[1]).toMatchObject({ code: 4429 })
    client.socket.terminate()
    await client.ended
  })

  it('what a stranger sends', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson([16, { ...hello[1], token: 'x'.repeat(1024 * 1024) }]))
    expect((await client.ended).code).toBe(1006)
  })

  it('calls that it takes and never answers', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson(hello))
    await client.received(1)
    const known = next(pool, 'connect')
    client.socket.send(asJson([18, { services: { Black: ['hole'] }, concurrency: 1e15 }]))
    await known
    expect([...pool.connections.values()].map(({ concurrency }) => concurrency)).toEqual([65_536])
    await expect(pool.call('Black.hole', ['x'], { timeout: 20 })).rejects.toMatchObject({
      execution: 'unknown',
    })
    expect(pool.stats()).toMatchObject({ open: 0, inFlight: 1 })
    client.socket.terminate()
    await client.ended
  })
})

describe('admit', () => {
  expectNothingLeft()

  it('keeps count of those who wait for it', async () => {
    const admit = decision<boolean>()
    await using pool = new Pool({ maxHandshakes: 2, admit: () => admit.made })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const waiting = [refusedUpgrade(`${url}/pool`), refusedUpgrade(`${url}/pool`)]
    while (pool.stats().handshakes < 2) await new Promise((resolve) => setImmediate(resolve))
    expect(await refusedUpgrade(`${url}/pool`)).toMatchObject({ status: 503, retryAfter: '1' })
    admit.make(false)
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([403, 403])
    expect(pool.stats().handshakes).toBe(0)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('is not waited for any more when it %s', async (_how, admit: () => never | Promise<never>) => {
    await using pool = new Pool({ maxHandshakes: 1, admit })
    pool.on('error', () => {})
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    for (let n = 0; n < 3; n++) expect(await refusedUpgrade(`${url}/pool`)).toMatchObject({ retryAfter: '5' })
    expect(pool.stats().handshakes).toBe(0)
  })

  it('lets nobody into a pool that leaves meanwhile', async () => {
    const admit = decision<boolean>()
    const pool = new Pool({ admit: () => admit.made })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const refused = refusedUpgrade(`${url}/pool`)
    while (pool.stats().handshakes < 1) await new Promise((resolve) => setImmediate(resolve))
    const closed = pool.drain()
    admit.make(true)
    expect(await refused).toMatchObject({ status: 503, body: expect.stringContaining('leaves') as string })
    await closed
    expect(pool.connections.size).toBe(0)
  })

  it('takes no longer than a handshake', { timeout: 10_000 }, async () => {
    await using pool = new Pool({ admit: () => new Promise<boolean>(() => {}) })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    expect(await refusedUpgrade(`${url}/pool`)).toMatchObject({ status: 503, retryAfter: '5' })
  })
})
