import type { Server } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import { ManualClock } from '@wsrpc/core/testing'
import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { deferred } from '../resume/deferred.ts'
import { connections, next } from '../support/pools.ts'
import { rawClient, refusedUpgrade } from '../support/raw-client.ts'
import { appServer, backend, works } from './stage.ts'

/** A provider whose one method ends when it is told to. */
function slow(url: string): { provider: Provider; running: Promise<void>; finish: () => void } {
  const begun = deferred<void>()
  const end = deferred<string>()
  const provider = new Provider()
  const run = (): Promise<string> => {
    begun.resolve()
    return end.promise
  }
  provider.register('Slow', { run })
  provider.connect(url, { backoff: { min: 1, max: 20 } }).on('error', () => {})
  return { provider, running: begun.promise, finish: () => end.resolve('done') }
}

/** How many there are, by event. */
function listeners(server: Server): unknown[] {
  return server.eventNames().map((name) => [name, server.listenerCount(name)])
}

describe('a pool that leaves the server it is attached to', () => {
  expectNothingLeft()

  it('finishes what runs, and answers 503 meanwhile', async () => {
    await using app = await appServer()
    const pool = new Pool().bind('/pool').attach(app.server)
    const { provider, running, finish } = slow(`${app.url}/pool`)
    await using _provider = provider
    const call = pool.call('Slow.run')
    await running
    const drained = pool.drain()
    expect(await refusedUpgrade(`${app.url}/pool`)).toMatchObject({ status: 503, retryAfter: '1' })
    expect(await refusedUpgrade(`${app.url}/other`)).toMatchObject({ status: 404 })
    expect(await (await fetch(app.page)).text()).toBe('hello')
    finish()
    expect(await call).toBe('done')
    await drained
    expect(await (await fetch(app.page)).text()).toBe('hello')
  })

  it.each([
    ['drain', (pool: Pool) => pool.drain()],
    ['close', (pool: Pool) => pool.close()],
  ])('%s leaves nothing of it on the server, which goes on', async (_how, leave) => {
    await using app = await appServer()
    const before = listeners(app.server)
    const pool = new Pool().bind('/pool').attach(app.server)
    await using provider = new Provider()
    const connection = provider.connect(`${app.url}/pool`)
    connection.on('error', () => {})
    await connections(pool, 1)
    const [lost] = await Promise.all([next(connection, 'disconnected'), leave(pool)])
    expect(lost).toMatchObject([{ code: 1001 }])
    await provider.close()
    expect(listeners(app.server)).toEqual(before)
    expect(app.server.listening).toBe(true)
    expect(await (await fetch(app.page)).text()).toBe('hello')
  })

  it('its providers come back to the pool that is attached after it', async () => {
    await using app = await appServer()
    const first = new Pool().bind('/pool').attach(app.server)
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(first)).toBe(true)
    await first.close()
    await using second = new Pool()
    second.bind('/pool').attach(app.server)
    expect(await works(second)).toBe(true)
  })

  it('its providers go to the pool that is attached while it drains', async () => {
    await using app = await appServer()
    const first = new Pool().bind('/pool').attach(app.server)
    const { provider, running, finish } = slow(`${app.url}/pool`)
    await using _provider = provider
    const old = first.call('Slow.run')
    await running
    const drained = first.drain()
    await using second = new Pool()
    second.bind('/pool').attach(app.server)
    const fresh = second.call('Slow.run')
    await connections(second, 1)
    finish()
    expect(await Promise.all([old, fresh])).toEqual(['done', 'done'])
    await drained
  })

  it('ends with the server when that stops to listen first', async () => {
    const app = await appServer()
    const pool = new Pool().bind('/pool').attach(app.server)
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
    const closed = new Promise((resolve) => app.server.close(resolve))
    await pool.drain()
    await closed
  })

  it('drops who does not close, after a grace', async () => {
    await using app = await appServer()
    const clock = new ManualClock()
    const pool = new Pool({ runtime: { clock } }).bind('/pool').attach(app.server)
    const arrived = next(app.server, 'upgrade')
    const socket = createConnection(Number(new URL(app.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      'GET /pool HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Protocol: wsrpc.v1.json\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    const [, stream] = (await arrived) as [unknown, Socket]
    await next(socket, 'data')
    const closing = pool.close()
    await next(socket, 'data') // the Close frame, which it does not answer
    clock.advance(999)
    expect(stream.destroyed).toBe(false)
    const gone = next(socket, 'close')
    clock.advance(1)
    expect(stream.destroyed).toBe(true)
    await Promise.all([closing, gone])
  })

  it('turns away who was still being judged', async () => {
    await using app = await appServer()
    const verdict = deferred<boolean>()
    const asked = deferred<void>()
    const admit = (): Promise<boolean> => {
      asked.resolve()
      return verdict.promise
    }
    const pool = new Pool({ admit }).bind('/pool').attach(app.server)
    const refused = refusedUpgrade(`${app.url}/pool`)
    await asked.promise
    const closed = pool.close()
    verdict.resolve(true)
    expect(await refused).toMatchObject({ status: 503 })
    await closed
  })

  it('closes who was not through the handshake', async () => {
    await using app = await appServer()
    const clock = new ManualClock()
    const pool = new Pool({ runtime: { clock } }).bind('/pool').attach(app.server)
    const stranger = await rawClient(`${app.url}/pool`)
    await pool.close()
    expect(await stranger.ended).toMatchObject({ code: 1001 })
    expect(clock.timers).toBe(0)
  })
})
