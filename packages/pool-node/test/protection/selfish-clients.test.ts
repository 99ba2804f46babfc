import { handshakeTimeout } from '@wsrpc/core'
import { ManualClock } from '@wsrpc/core/testing'
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

  it('answers that it does not read: they wait as values, until the heartbeat finds nobody', async () => {
    const clock = new ManualClock()
    await using pool = new Pool({ runtime: { clock }, resumeWindow: 0 })
    const calls = 200
    let answered = 0
    let all: () => void = () => {}
    const done = new Promise<void>((resolve) => (all = resolve))
    const value = 'x'.repeat(1024 * 1024)
    const get = (): string => {
      if (++answered === calls) all()
      return value
    }
    pool.bind('/pool', { callbacks: { Big: { get } } })
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson([16, { ...hello[1], features: ['parts'] }]))
    await client.received(1)
    client.socket.send(asJson([18, { services: {}, concurrency: 1 }]))
    const gone = next(pool, 'disconnect')
    client.socket.pause()
    const before = process.memoryUsage().external
    for (let n = 0; n < calls; n++) client.socket.send(asJson([1, 2 * n + 1, 'Big.get', []]))
    await done
    const { serving } = pool.stats()
    const external = process.memoryUsage().external - before
    for (let n = 0; n < 4; n++) clock.advance(15_000)
    expect((await gone)[1]).toMatchObject({ code: 4409, resumable: false })
    client.socket.terminate()
    await client.ended
    // 64 MiB of them were encoded. The others wait as the one value that they have in common.
    expect(serving).toBeGreaterThan(100)
    expect(external).toBeLessThan(100 * 1024 * 1024)
    expect(pool.stats()).toMatchObject({ serving: 0 })
  })

  it('errors that it does not read', async () => {
    await using pool = new Pool()
    pool.bind('/pool') // without callbacks: each call is answered with an error
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson(hello))
    await client.received(1)
    client.socket.send(asJson([18, { services: {}, concurrency: 1 }]))
    const gone = next(pool, 'disconnect')
    client.socket.pause()
    let id = 1
    for (let n = 0; n < 90; n++) {
      const calls = Array.from({ length: 1000 }, () => [1, (id += 2), 'A.b', []])
      client.socket.send(asJson(...calls))
    }
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
    const clock = new ManualClock()
    await using pool = new Pool({ runtime: { clock } })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const client = await rawClient(`${url}/pool`)
    client.socket.send(asJson(hello))
    await client.received(1)
    const known = next(pool, 'connect')
    client.socket.send(asJson([18, { services: { Black: ['hole'] }, concurrency: 1e15 }]))
    await known
    expect([...pool.connections.values()].map(({ concurrency }) => concurrency)).toEqual([65_536])
    const call = pool.call('Black.hole', ['x'], { timeout: 20 })
    await client.received(2)
    clock.advance(40)
    await expect(call).rejects.toMatchObject({ execution: 'unknown' })
    expect(pool.stats()).toMatchObject({ open: 0, inFlight: 1 })
    client.socket.terminate()
    await client.ended
  })
})

describe('admit', () => {
  expectNothingLeft()

  it('is asked about so many at once, 16 times as many wait, and no more', async () => {
    const verdict = decision<boolean>()
    let asked = 0
    const admit = (): Promise<boolean> => (asked++, verdict.made)
    await using pool = new Pool({ maxHandshakes: 2, admit })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const dials = Array.from({ length: 2 + 2 * 16 + 1 }, () => refusedUpgrade(`${url}/pool`))
    expect(await Promise.race(dials)).toMatchObject({ status: 503, retryAfter: '1' })
    expect([asked, pool.stats().handshakes]).toEqual([2, 2])
    verdict.make(false)
    const refused = (await Promise.all(dials)).filter(({ status }) => status === 403)
    expect([refused.length, asked]).toEqual([34, 34])
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

  it('takes no longer than a handshake', async () => {
    const clock = new ManualClock()
    const asked = decision<void>()
    const admit = (): Promise<boolean> => (asked.make(), new Promise(() => {}))
    await using pool = new Pool({ runtime: { clock }, admit })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const refused = refusedUpgrade(`${url}/pool`)
    await asked.made
    clock.advance(handshakeTimeout - 1)
    expect(pool.stats().handshakes).toBe(1)
    clock.advance(1)
    expect(await refused).toMatchObject({ status: 503, retryAfter: '5' })
  })
})
