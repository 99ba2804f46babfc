import { ManualClock } from '@wsrpc/core/testing'
import { handler, Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'

/** A method that returns when it is told to. */
function gate(): { wait: () => Promise<string>; open: () => void } {
  let open = (): void => {}
  const opened = new Promise<string>((resolve) => (open = () => resolve('open')))
  return { wait: () => opened, open }
}

describe('the four errors of a call that finds no answer', () => {
  expectNothingLeft()

  it('no provider: UNAVAILABLE, not started', async () => {
    const clock = new ManualClock()
    await using pool = new Pool({ runtime: { clock } })
    pool.bind('/pool')
    const call = pool.call('Nobody.home', [], { timeout: 10 })
    clock.advance(30)
    await expect(call).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'not-started',
      message: expect.stringContaining('Nobody'),
    })
  })

  it('a full queue: RESOURCE_EXHAUSTED, not started, at once', async () => {
    await using pool = new Pool({ runtime: { clock: new ManualClock() } })
    pool.bind('/pool', { queue: { limit: 2 } })
    const abort = new AbortController()
    const waiting = Array.from({ length: 2 }, () => pool.call('Nobody.home', [], { signal: abort.signal }))
    await expect(pool.call('Nobody.home')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      execution: 'not-started',
    })
    abort.abort()
    for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected')
  })

  it('a passed deadline: DEADLINE_EXCEEDED, unknown, and the method hears of it', async () => {
    const clock = new ManualClock()
    await using pool = new Pool({ runtime: { clock } })
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    let started = (): void => {}
    const running = new Promise<void>((resolve) => (started = resolve))
    let aborted: (reason: unknown) => void = () => {}
    const heard = new Promise((resolve) => (aborted = resolve))
    // It answers only once the caller has given up: an answer that comes while the pool's own timer is late counts.
    const door = gate()
    provider.register('Slow', {
      run: handler((context) => {
        context.signal.addEventListener('abort', () => aborted(context.signal.reason))
        started()
        return door.wait()
      }),
    })
    provider.connect(`${url}/pool`)
    const call = pool.call('Slow.run', [], { timeout: 5000 })
    // A deadline that passes before the method runs is another error.
    await running
    clock.advance(5020)
    await expect(call).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      execution: 'unknown',
    })
    expect(await heard).toMatchObject({ code: expect.stringMatching(/DEADLINE_EXCEEDED|CANCELLED/) })
    door.open()
  })

  it('a lost provider: UNAVAILABLE, unknown', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const door = gate()
    await using provider = new Provider()
    let started = (): void => {}
    const running = new Promise<void>((resolve) => (started = resolve))
    provider.register('Slow', {
      run: () => {
        started()
        return door.wait()
      },
    })
    provider.connect(`${url}/pool`)
    const call = pool.call('Slow.run')
    const outcome = call.catch((error: unknown) => error)
    await running
    await provider.close()
    expect(await outcome).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    door.open()
  })
})

describe('limits between a pool and its providers', () => {
  expectNothingLeft()

  it('concurrency is a cap over all connections of a provider, and calls wait for their turn', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider({ concurrency: 3 })
    const door = gate()
    let running = 0
    let most = 0
    provider.register('Count', {
      run: async () => {
        most = Math.max(most, ++running)
        // The first ones wait for each other, or it would be chance how many meet.
        if (running === 3) door.open()
        await door.wait()
        await new Promise((resolve) => setImmediate(resolve))
        running--
      },
    })
    await Promise.all(provider.connectMulti(`${url}/pool`, 4).map(({ ready }) => ready))
    await Promise.all(Array.from({ length: 200 }, () => pool.call('Count.run')))
    expect(most).toBe(3)
    expect(pool.stats()).toMatchObject({ inFlight: 0, refused: 0, waiting: 0, succeeded: 200 })
  })

  it('a provider that narrows its concurrency refuses what crossed, and those calls go on later', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    const door = gate()
    await using provider = new Provider({ concurrency: 100 })
    provider.register('Slow', { run: () => door.wait(), fast: () => 1 })
    await provider.connect(`${url}/pool`).ready
    await pool.call('Slow.fast')
    const calls = Array.from({ length: 20 }, () => pool.call('Slow.run'))
    provider.update({ concurrency: 5 })
    while (pool.stats().refused === 0) await new Promise((resolve) => setImmediate(resolve))
    door.open()
    expect((await Promise.all(calls)).every((answer) => answer === 'open')).toBe(true)
    expect(pool.stats()).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  it('a paused connection gets no calls, and gets them again', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    provider.register('Echo', { say: (value: unknown) => value })
    const connection = provider.connect(`${url}/pool`)
    expect(await pool.call('Echo.say', [1])).toBe(1)
    connection.update({ paused: true })
    const waiting = pool.call('Echo.say', [2])
    while (![...pool.connections.values()].every(({ paused }) => paused)) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(pool.stats().succeeded).toBe(1)
    connection.update({ paused: false })
    expect(await waiting).toBe(2)
  })

  it('more calls to the pool than it takes wait at the provider', async () => {
    await using pool = new Pool({ limits: { maxCalls: 4 } })
    const door = gate()
    let running = 0
    pool.bindIn('/cb', { PoolSide: { run: () => (running++, door.wait()) } })
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    const connection = provider.connect(`${url}/cb`)
    const calls = Array.from({ length: 10 }, () => connection.call('PoolSide.run'))
    while (running < 4) await new Promise((resolve) => setImmediate(resolve))
    expect(pool.stats().serving).toBe(4)
    door.open()
    await Promise.all(calls)
    expect(running).toBe(10)
  })

  it('a notify is handed over, and one that can not be is told', async () => {
    await using pool = new Pool()
    pool.bind('/pool')
    const { url } = await pool.listen(loopback)
    await using provider = new Provider()
    let heard: (value: string) => void = () => {}
    const arrived = new Promise<string>((resolve) => (heard = resolve))
    provider.register('Log', { write: (line: string) => heard(line) })
    provider.connect(`${url}/pool`)
    await pool.notify('Log.write', ['a line'])
    expect(await arrived).toBe('a line')
    await expect(pool.notify('Log.none', [])).rejects.toMatchObject({ code: 'UNIMPLEMENTED' })
  })
})
