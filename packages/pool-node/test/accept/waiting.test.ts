import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { ManualClock } from '@wsrpc/core/testing'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Pool, type PoolOptions } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { asJson, hello, type RawClient, rawClient, refusedUpgrade } from '../support/raw-client.ts'

/** A pool with room for one handshake, which a silent stranger has. */
class Full implements AsyncDisposable {
  readonly pool: Pool
  readonly url: string
  readonly stranger: RawClient
  readonly #server: ReturnType<typeof createServer>

  static async open(options: PoolOptions = {}): Promise<Full> {
    const pool = new Pool({ maxHandshakes: 1, ...options }).bind('/pool')
    const server = createServer()
    server.on('upgrade', (request, socket, head) => void pool.handleUpgrade(request, socket, head))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/pool`
    return new Full(pool, server, url, await rawClient(url))
  }

  private constructor(pool: Pool, server: ReturnType<typeof createServer>, url: string, stranger: RawClient) {
    this.pool = pool
    this.url = url
    this.stranger = stranger
    this.#server = server
  }

  /** Resolves when one more request has come to the pool. */
  async asked(): Promise<IncomingMessage> {
    return new Promise((resolve) => this.#server.once('upgrade', (request) => resolve(request)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stranger.socket.terminate()
    await this.stranger.ended
    await this.pool.close()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

describe('who comes when too many are in the handshake', () => {
  expectNothingLeft()

  it('is let in when one of them is through it', async () => {
    await using full = await Full.open()
    const asked = full.asked()
    const dialled = rawClient(full.url)
    await asked
    full.stranger.socket.send(asJson(hello))
    const client = await dialled
    client.socket.send(asJson([16, { ...hello[1], instance: 'raw-2' }]))
    await client.received(1)
    expect(full.pool.connections.size).toBe(2)
    client.socket.terminate()
    await client.ended
  })

  it('is let in when one of them leaves', async () => {
    await using full = await Full.open()
    const asked = full.asked()
    const dialled = rawClient(full.url)
    await asked
    full.stranger.socket.terminate()
    const client = await dialled
    expect(full.pool.stats().handshakes).toBe(1)
    client.socket.terminate()
    await client.ended
  })

  it('may leave, and the next one has its place in the line', async () => {
    await using full = await Full.open({ runtime: { clock: new ManualClock() } })
    const waiting: Promise<unknown>[] = []
    for (let n = 0; n < 15; n++) {
      const asked = full.asked()
      waiting.push(refusedUpgrade(full.url))
      await asked
    }
    const asked = full.asked()
    const leaver = new WebSocket(full.url, 'wsrpc.v1.json')
    leaver.on('error', () => {})
    const { socket } = await asked
    const left = new Promise((resolve) => socket.once('close', resolve))
    leaver.terminate()
    await left
    const askedAgain = full.asked()
    const next = refusedUpgrade(full.url)
    await askedAgain
    // It waited as long as the pool was there: who finds the line full is told of too many handshakes.
    await full.pool.close()
    expect(await next).toMatchObject({ status: 503, body: 'the pool leaves\n' })
    await Promise.all(waiting)
  })

  it('is refused when 16 times as many wait, and told to wait as long as the first of them did', async () => {
    const clock = new ManualClock()
    await using full = await Full.open({ runtime: { clock } })
    const waiting: Promise<unknown>[] = []
    for (let n = 0; n < 16; n++) {
      const asked = full.asked()
      waiting.push(refusedUpgrade(full.url))
      await asked
    }
    expect(await refusedUpgrade(full.url)).toMatchObject({ retryAfter: '1' })
    clock.advance(2500)
    const answer = await refusedUpgrade(full.url)
    expect(answer).toMatchObject({ status: 503, body: 'too many handshakes at once\n', retryAfter: '3' })
    await full.pool.close()
    await Promise.all(waiting)
  })

  it('does not wait when it says more before it is answered', async () => {
    await using full = await Full.open({ runtime: { clock: new ManualClock() } })
    const { host, hostname, port, pathname } = new URL(full.url)
    const socket = connect(Number(port), hostname)
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\n`)
    socket.write('Upgrade: websocket\r\n\r\nand more')
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /)
    socket.destroy()
  })

  it('stays out: there are never more than the limit, also of many that come in one turn', async () => {
    await using pool = new Pool({ maxHandshakes: 3 }).bind('/pool')
    const { url } = await pool.listen({ port: 0, host: '127.0.0.1' })
    let most = 0
    const clients = Array.from({ length: 12 }, () => new WebSocket(`${url}/pool`, 'wsrpc.v1.json'))
    const opened = new Promise<void>((resolve) => {
      let count = 0
      for (const client of clients) {
        client.on('error', () => {})
        client.on('open', () => {
          most = Math.max(most, pool.stats().handshakes)
          if (++count === 3) resolve()
        })
      }
    })
    await opened
    await new Promise((resolve) => void setImmediate(resolve))
    expect(most).toBeLessThanOrEqual(3)
    expect(clients.filter(({ readyState }) => readyState === WebSocket.OPEN)).toHaveLength(3)
    const ended = clients.map((client) => new Promise((resolve) => client.once('close', resolve)))
    for (const client of clients) client.terminate()
    await Promise.all(ended)
  })

  it('is forgotten when it has gone before it was handed over', async () => {
    const pool = new Pool().bind('/pool')
    const server = createServer()
    const handed = new Promise<boolean>((resolve) => {
      server.on('upgrade', (request, socket, head) => {
        socket.on('error', () => {}).on('end', () => socket.destroy())
        socket.resume()
        socket.once('close', () => resolve(pool.handleUpgrade(request, socket, head)))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/pool`)
    client.on('error', () => {})
    await new Promise<void>((resolve) => server.once('upgrade', () => resolve()))
    client.terminate()
    expect(await handed).toBe(true)
    await pool.close()
    await new Promise((resolve) => server.close(resolve))
  })

  it('is answered when the pool begins to drain, and so is who comes then', async () => {
    const clock = new ManualClock()
    let asked = 0
    const admit = (): boolean | Promise<boolean> => asked++ === 0 || new Promise(() => {})
    await using full = await Full.open({ runtime: { clock }, admit })
    full.stranger.socket.send(asJson(hello))
    await full.stranger.received(1)
    const undecided = refusedUpgrade(full.url).catch(() => {})
    while (asked < 2) await new Promise((resolve) => setImmediate(resolve))
    const waiting = full.asked()
    const refused = refusedUpgrade(full.url)
    await waiting
    const call = full.pool.call('Nobody.has', []).catch(() => {})
    const drained = full.pool.drain()
    expect(await refused).toMatchObject({ status: 503, body: 'the pool leaves\n' })
    expect(await refusedUpgrade(full.url)).toMatchObject({ status: 503, body: 'the pool leaves\n' })
    const closed = full.pool.close()
    clock.advance(1000) // that is how long `admit` may keep it
    await Promise.all([undecided, call, drained, closed])
  })

  it.each([
    ['closes', (pool: Pool) => pool.close()],
    ['drains', (pool: Pool) => pool.drain({ timeout: 0 })],
  ])('is answered by a pool that %s', async (_how, leave) => {
    await using full = await Full.open()
    const asked = full.asked()
    const refused = refusedUpgrade(full.url)
    await asked
    const left = leave(full.pool)
    expect(await refused).toMatchObject({ status: 503, body: 'the pool leaves\n', retryAfter: '1' })
    await left
  })
})
