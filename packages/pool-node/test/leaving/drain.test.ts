import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback, next } from '../support/pools.ts'
import { lastingPort } from '../support/ports.ts'

/** A service whose calls end when they are told to. */
class Slow {
  running = 0
  #open: (() => void)[] = []
  #wake = (): void => {}

  async run(n: number): Promise<number> {
    this.running++
    this.#wake()
    await new Promise<void>((resolve) => this.#open.push(resolve))
    this.running--
    return n
  }

  async _running(count: number): Promise<void> {
    while (this.running < count) await new Promise<void>((resolve) => (this.#wake = resolve))
  }

  _open(): void {
    for (const open of this.#open.splice(0)) open()
  }
}

describe('a pool that drains', () => {
  expectNothingLeft()

  it('finishes what runs and what waits, and takes nothing new', async () => {
    const pool = new Pool().bind('/pool')
    const { url } = await pool.listen(loopback)
    const slow = new Slow()
    await using provider = new Provider({ concurrency: 2 })
    provider.register('Slow', slow)
    const connection = provider.connect(`${url}/pool`, { backoff: { min: 1, max: 20 } })
    connection.on('error', () => {})
    const calls = Array.from({ length: 6 }, (_, n) => pool.call('Slow.run', [n]))
    await slow._running(2)

    const drained = pool.drain()
    await expect(pool.call('Slow.run', [99])).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'not-started',
    })
    // Two at a time: each round lets those end that run, and the next ones in.
    for (let round = 0; round < 3; round++) {
      await slow._running(2)
      slow._open()
      await calls[round * 2 + 1]
    }
    expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4, 5])
    await drained
    expect(pool.stats()).toMatchObject({ open: 0, inFlight: 0, connections: 0, lost: 0 })
  })

  it('hands its providers over to the pool that comes after it', async () => {
    const first = new Pool().bind('/pool')
    const port = await lastingPort()
    const { url } = await first.listen({ ...loopback, port })
    const slow = new Slow()
    await using provider = new Provider()
    provider.register('Slow', slow)
    const connection = provider.connect(`${url}/pool`, { backoff: { min: 1, max: 20 } })
    connection.on('error', () => {})
    const old = first.call('Slow.run', [1])
    await slow._running(1)

    const drained = first.drain()
    await using second = new Pool()
    second.bind('/pool')
    await second.listen({ ...loopback, port })
    const fresh = second.call('Slow.run', [2])
    await slow._running(2)
    slow._open()
    expect(await Promise.all([old, fresh])).toEqual([1, 2])
    await drained
  })

  it('does not wait longer than it is told', async () => {
    const pool = new Pool().bind('/pool')
    const { url } = await pool.listen(loopback)
    const slow = new Slow()
    await using provider = new Provider()
    provider.register('Slow', slow)
    provider.connect(`${url}/pool`).on('error', () => {})
    const call = pool.call('Slow.run', [1])
    const outcome = call.catch((error: unknown) => error)
    await slow._running(1)
    await pool.drain({ timeout: 20 })
    expect(await outcome).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    slow._open()
  })

  it('with nothing to do is gone at once; twice is once', async () => {
    const pool = new Pool().bind('/pool')
    await pool.listen(loopback)
    await Promise.all([pool.drain(), pool.drain(), pool.close()])
    expect(pool.stats().connections).toBe(0)
  })
})

describe('a provider that drains', () => {
  expectNothingLeft()

  it('finishes what runs; the rest goes elsewhere', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const slow = new Slow()
    const leaving = new Provider({ name: 'leaving' })
    leaving.register('Slow', slow)
    const connection = leaving.connect(`${url}/pool`)
    await connection.ready
    const running = pool.call('Slow.run', [1])
    await slow._running(1)

    await using staying = new Provider({ name: 'staying' })
    staying.register('Slow', { run: (n: number) => `staying ${n}` })
    await staying.connect(`${url}/pool`).ready
    const gone = Promise.all([next(connection, 'closed'), next(pool, 'disconnect')])
    const drained = connection.drain()
    while (![...pool.connections.values()].some(({ draining }) => draining)) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    const others = await Promise.all(Array.from({ length: 20 }, (_, n) => pool.call('Slow.run', [n])))
    expect(others).toEqual(Array.from({ length: 20 }, (_, n) => `staying ${n}`))
    slow._open()
    expect(await running).toBe(1)
    await Promise.all([drained, gone])
    expect(pool.stats()).toMatchObject({ lost: 0, inFlight: 0, connections: 1 })
  })

  it('loses no call that crosses its GOAWAY', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const make = (name: string): Provider => {
      const provider = new Provider({ name })
      provider.register('Echo', { say: async (n: number) => n })
      return provider
    }
    await using staying = make('staying')
    await staying.connect(`${url}/pool`).ready
    for (let round = 0; round < 20; round++) {
      const leaving = make('leaving')
      const connection = leaving.connect(`${url}/pool`)
      await connection.ready
      const calls = Array.from({ length: 50 }, (_, n) => pool.call('Echo.say', [n]))
      const drained = connection.drain()
      const more = Array.from({ length: 50 }, (_, n) => pool.call('Echo.say', [n]))
      expect((await Promise.all([...calls, ...more])).length).toBe(100)
      await drained
    }
    expect(pool.stats()).toMatchObject({ lost: 0, inFlight: 0 })
  })
})
