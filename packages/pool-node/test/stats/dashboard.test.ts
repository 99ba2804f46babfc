import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { Stage } from '../resume/stage.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback, next } from '../support/pools.ts'

describe('bytes', () => {
  expectNothingLeft()

  it('grow by what is sent and what comes, and stay when the connection is gone', async () => {
    await using pool = new Pool().bind('/pool')
    const { url } = await pool.listen(loopback)
    const provider = new Provider().register('A', { x: (bytes: Uint8Array) => bytes.subarray(0, 50_000) })
    const socket = provider.connect(`${url}/pool`)
    await connections(pool, 1)
    const [connection] = [...pool.connections.values()]
    const before = { ...pool.stats() }
    const small = await pool.call('A.x', [new Uint8Array(0)])
    expect(small).toHaveLength(0)
    const between = { ...pool.stats() }
    expect(between.bytesSent - before.bytesSent).toBeGreaterThan(5)
    expect(between.bytesSent - before.bytesSent).toBeLessThan(500)
    await pool.call('A.x', [new Uint8Array(100_000)])
    const after = pool.stats()
    expect(after.bytesSent - between.bytesSent).toBeGreaterThan(100_000)
    expect(after.bytesSent - between.bytesSent).toBeLessThan(102_000)
    expect(after.bytesReceived - between.bytesReceived).toBeGreaterThan(50_000)
    expect(after.bytesReceived - between.bytesReceived).toBeLessThan(52_000)
    expect([connection?.bytesSent, connection?.bytesReceived]).toEqual([after.bytesSent, after.bytesReceived])
    const gone = next(pool, 'disconnect')
    await socket.close()
    await gone
    expect(pool.stats().bytesSent).toBeGreaterThanOrEqual(after.bytesSent)
    expect(pool.stats().bytesReceived).toBeGreaterThanOrEqual(after.bytesReceived)
    const again = provider.connect(`${url}/pool`)
    await connections(pool, 1)
    const [newer] = [...pool.connections.values()]
    expect(newer?.bytesSent).toBeLessThan(10_000)
    expect(pool.stats().bytesSent).toBeGreaterThan(after.bytesSent)
    await again.close()
  })

  it('of a connection that goes on are those of all its sockets, each counted once', async () => {
    await using stage = await Stage.open()
    const provider = await stage.provider()
    const [connection] = [...stage.pool.connections.values()]
    const both = (): unknown[] => [stage.pool.stats().bytesReceived, stage.pool.stats().bytesSent]
    const own = (): unknown[] => [connection?.bytesReceived, connection?.bytesSent]
    for (let round = 1; round <= 3; round++) {
      const call = stage.call('x'.repeat(10_000))
      await provider.having(1)
      expect(own()).toEqual(both())
      const [received, sent] = own() as [number, number]
      await stage.cut(provider)
      await provider.comeBack()
      provider.answer('y'.repeat(20_000))
      await call
      expect(own()).toEqual(both())
      expect(connection?.bytesReceived).toBeGreaterThan(received + 20_000)
      expect(connection?.bytesSent).toBeGreaterThanOrEqual(sent)
      expect(connection?.bytesSent).toBeGreaterThan(round * 10_000)
      expect(connection?.bytesSent).toBeLessThan(round * 13_000)
      expect(connection?.resumes).toBe(round)
      expect(stage.pool.stats().resumes).toBe(round)
    }
  })
})

describe('pool.connections', () => {
  expectNothingLeft()

  it('tells of each what a dashboard wants to show', async () => {
    await using pool = new Pool()
    pool.bind('/pool', {
      ejection: { consecutiveFailures: 1, maxShare: 1 },
      weight: ({ labels }) => Number(labels['weight']),
    })
    const { url } = await pool.listen(loopback)
    let release: (value: string) => void = () => {}
    const services = {
      wait: () => new Promise<string>((resolve) => (release = resolve)),
      fail: () => {
        throw new Error('no')
      },
    }
    const sockets = [1, 4].map((weight) => {
      const provider = new Provider({ name: `w${weight}`, labels: { weight }, concurrency: 8 })
      return provider.register('A', services).connect(`${url}/pool`)
    })
    await connections(pool, 2)
    const waits = pool.call('A.wait', [], { provider: 'w4' })
    const failed = await pool.call('A.fail', [], { provider: 'w1' }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'UNKNOWN' })
    const rows = [...pool.connections.values()].sort((a, b) => (a.name! < b.name! ? -1 : 1))
    const row = rows.map(({ name, labels, share, inFlight, concurrency, ejected, resumes }) => {
      return { name, labels, share, inFlight, concurrency, ejected, resumes }
    })
    const usual = { concurrency: 8, resumes: 0 }
    expect(row).toEqual([
      { ...usual, name: 'w1', labels: { weight: 1 }, share: 0.25, inFlight: 0, ejected: true },
      { ...usual, name: 'w4', labels: { weight: 4 }, share: 1, inFlight: 1, ejected: false },
    ])
    for (const { bytesReceived, bytesSent } of rows) {
      expect(Math.min(bytesReceived, bytesSent)).toBeGreaterThan(100)
    }
    expect(pool.stats().bindings['/pool']).toMatchObject({
      instances: 2,
      slots: 16,
      ejected: 1,
      inFlight: 1,
      failed: { UNKNOWN: { finished: 1 } },
      methods: { 'A.wait': { inFlight: 1 }, 'A.fail': { inFlight: 0 } },
    })
    release('done')
    await waits
    expect(structuredClone(pool.stats())).toEqual(pool.stats())
    await Promise.all(sockets.map((socket) => socket.close()))
  })
})
