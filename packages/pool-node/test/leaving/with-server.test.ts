import { once } from 'node:events'
import { Agent, createServer, get, type RequestListener, type Server } from 'node:http'
import { Agent as TlsAgent, createServer as createTlsServer, get as getTls } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { ManualClock } from '@wsrpc/core/testing'
import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { Pool } from '../../src/index.ts'
import { appServer, backend, hello, works } from '../attach/stage.ts'
import { deferred } from '../resume/deferred.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'
import { expectNothingLeft } from '../support/leftovers.ts'
import { connections, loopback, next } from '../support/pools.ts'
import { rawClient } from '../support/raw-client.ts'

const authority = await makeAuthority()
const pair = await authority.server()

/** A client that keeps its connections: what came of one request. */
interface Answer {
  readonly body: string
  readonly connection: string | undefined
}

interface Client extends Disposable {
  ask(path: string): Promise<Answer>
}

function client(port: number, secure: boolean): Client {
  const agent = secure ? new TlsAgent({ keepAlive: true, ca: authority.ca }) : new Agent({ keepAlive: true })
  const ask = async (path: string): Promise<Answer> => {
    const options = { host: '127.0.0.1', port, path, agent }
    const request = secure ? getTls(options) : get(options)
    const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer> & { headers: Answer }]
    let body = ''
    for await (const chunk of response) body += chunk.toString()
    return { body, connection: response.headers.connection }
  }
  return { ask, [Symbol.dispose]: () => agent.destroy() }
}

/** A route that makes two calls, one after the other; the first ends when it is told to. */
async function stage(secure: boolean): Promise<{
  readonly pool: Pool
  readonly server: Server
  readonly provider: Provider
  readonly port: number
  readonly running: Promise<void>
  readonly finish: () => void
}> {
  const begun = deferred<void>()
  const end = deferred<void>()
  const pool = new Pool().bind('/pool')
  const answer = async (url: string | undefined): Promise<unknown> => {
    if (url === '/twice') await pool.call('Slow.run')
    return pool.call('Slow.quick', [url])
  }
  const route: RequestListener = ({ url }, response) => {
    void answer(url)
      .catch(String)
      .then((said) => response.end(said))
  }
  const server = secure ? createTlsServer(pair, route) : createServer(route)
  pool.attach(server)
  server.listen(loopback)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const provider = new Provider()
  provider.register('Slow', {
    run: () => {
      begun.resolve()
      return end.promise
    },
    quick: (url: string) => `answer to ${url}`,
  })
  const tls = secure ? { tls: { ca: authority.ca } } : {}
  provider
    .connect(`${secure ? 'wss' : 'ws'}://127.0.0.1:${port}/pool`, { backoff: { min: 1, max: 20 }, ...tls })
    .on('error', () => {})
  await connections(pool, 1)
  return { pool, server, provider, port, running: begun.promise, finish: () => end.resolve() }
}

describe.each([
  ['http', false],
  ['https', true],
])('a pool that leaves with its server (%s)', (_scheme, secure) => {
  expectNothingLeft()

  it('answers requests under way, with all the calls that they still make', async () => {
    const { pool, server, provider, port, running, finish } = await stage(secure)
    await using _provider = provider
    using visitor = client(port, secure)
    const answer = visitor.ask('/twice')
    await running
    const closed = once(server, 'close')
    const drained = pool.drain({ server })
    expect(server.listening).toBe(false)
    finish()
    expect(await answer).toEqual({ body: 'answer to /twice', connection: 'close' })
    await Promise.all([drained, closed])
    expect(pool.stats()).toMatchObject({ open: 0, connections: 0, failed: {}, succeeded: 2 })
  })

  it('closes connections on which nothing is asked at once', async () => {
    const { pool, server, provider, port } = await stage(secure)
    await using _provider = provider
    using visitor = client(port, secure)
    expect(await visitor.ask('/quick')).toEqual({ body: 'answer to /quick', connection: 'keep-alive' })
    const closed = once(server, 'close')
    await Promise.all([pool.drain({ server, timeout: Infinity }), closed])
  })
})

describe('a pool that leaves with its server', () => {
  expectNothingLeft()

  it('answers who is connected and asks only then', async () => {
    const { pool, server, provider, port } = await stage(false)
    await using _provider = provider
    const arrived = next(server, 'connection')
    const visitor = connect(port, '127.0.0.1')
    await arrived
    const drained = pool.drain({ server, timeout: Infinity })
    const heard = next(visitor, 'data')
    visitor.write('GET /late HTTP/1.1\r\nHost: x\r\n\r\n')
    const said = String((await heard)[0])
    expect(said).toMatch(/\r\nConnection: close\r\n/)
    expect(said).toContain('answer to /late')
    await drained
  })

  it('says so also where the application answers at once, until the server listens again', async () => {
    const server = createServer(hello)
    const pool = new Pool().bind('/pool').attach(server)
    server.listen(loopback)
    await once(server, 'listening')
    const arrived = next(server, 'connection')
    const visitor = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await arrived
    const drained = pool.drain({ server, timeout: Infinity })
    const heard = next(visitor, 'data')
    visitor.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(String((await heard)[0])).toMatch(/\r\nConnection: close\r\n/)
    await drained

    await using second = new Pool()
    second.bind('/pool').attach(server)
    await using app = await appServer(server)
    using later = client(Number(new URL(app.url).port), false)
    expect(await later.ask('/')).toEqual({ body: 'hello', connection: 'keep-alive' })
  })

  it('closes a connection that was promised to stay, once its answer is out', async () => {
    const end = deferred<void>()
    const begun = deferred<void>()
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 4 }).write('so')
      begun.resolve()
      void end.promise.then(() => response.end('on'))
    })
    const pool = new Pool().bind('/pool').attach(server)
    await using app = await appServer(server)
    using visitor = client(Number(new URL(app.url).port), false)
    const answer = visitor.ask('/')
    await begun.promise
    const drained = pool.drain({ server, timeout: Infinity })
    end.resolve()
    expect(await answer).toEqual({ body: 'soon', connection: 'keep-alive' })
    await drained
  })

  it('drops clients when the time is up, and its own calls with them', async () => {
    const clock = new ManualClock()
    const server = createServer(hello)
    const pool = new Pool({ runtime: { clock } }).bind('/pool').attach(server)
    server.listen(loopback)
    await once(server, 'listening')
    const arrived = next(server, 'connection')
    const silent = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
    await arrived
    const call = pool.call('Nobody.here', [], { timeout: Infinity }).catch((error: unknown) => error)
    const dropped = next(silent, 'close')
    const closed = once(server, 'close')
    const drained = pool.drain({ server, timeout: 5000 })
    clock.advance(4999)
    expect(silent.destroyed).toBe(false)
    clock.advance(20)
    await dropped
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(20) // nothing is left of the time for the calls
    expect(await call).toMatchObject({ code: 'UNAVAILABLE' })
    await Promise.all([drained, closed])
    expect(clock.timers).toBe(0)
  })

  it('waits for WebSockets of the application, and drops them in the end', async () => {
    const server = createServer(hello)
    const pool = new Pool().bind('/pool').attach(server)
    const chat = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      if (request.url === '/chat') chat.handleUpgrade(request, socket, head, () => {})
    })
    server.listen(loopback)
    await once(server, 'listening')
    const guest = await rawClient(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/chat`)
    await pool.drain({ server, timeout: 20 })
    expect(await guest.ended).toMatchObject({ code: 1006 })
    chat.close()
  })

  it('does not wait for the providers of another pool there that leaves too', async () => {
    const server = createServer(hello)
    const north = new Pool().bind('/north').attach(server)
    const south = new Pool().bind('/south').attach(server)
    server.listen(loopback)
    await once(server, 'listening')
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    await using _first = backend(`${url}/north`, 'north')
    await using _second = backend(`${url}/south`, 'south')
    expect([await works(north, 'north'), await works(south, 'south')]).toEqual([true, true])
    const forever = { server, timeout: Infinity }
    await Promise.all([north.drain(forever), south.drain(forever)])
  })

  it('leaves the providers of another pool there alone, which is the last and does the rest', async () => {
    const server = createServer(hello)
    const leaves = new Pool().bind('/leaves').attach(server)
    const stays = new Pool().bind('/stays').attach(server)
    server.listen(loopback)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await using _provider = backend(`ws://127.0.0.1:${port}/stays`)
    expect(await works(stays)).toBe(true)
    await leaves.drain({ server })
    expect(await works(stays)).toBe(true)
    const closed = once(server, 'close')
    await Promise.all([stays.drain({ server }), closed])
  })

  it('drops who is connected and asks nothing, in time for the calls that are under way', async () => {
    const clock = new ManualClock(1000)
    const pool = new Pool({ heartbeat: { interval: 0 }, runtime: { clock } }).bind('/pool')
    const server = createServer(hello)
    pool.attach(server)
    server.listen(loopback)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const end = deferred<string>()
    await using provider = new Provider()
    provider.register('Slow', { run: () => end.promise })
    const connected = next(pool, 'connect')
    provider.connect(`ws://127.0.0.1:${port}/pool`).on('error', () => {})
    await connected
    const call = pool.call('Slow.run', [], { timeout: Infinity })
    const arrived = once(server, 'connection')
    const silent = connect(port, '127.0.0.1')
    await arrived
    const gone = once(silent.resume(), 'close')
    const drained = pool.drain({ server, timeout: 6000 })
    clock.advance(1008)
    await gone
    end.resolve('done')
    expect(await call).toBe('done')
    await drained
  })

  it('ends with a server that was closed before', async () => {
    const { pool, server, provider } = await stage(false)
    await using _provider = provider
    const closed = once(server.close(), 'close')
    await Promise.all([pool.drain({ server, timeout: Infinity }), closed])
    expect(pool.stats().connections).toBe(0)
  })

  it('is closed at once when somebody says so, and its clients hear it', async () => {
    const { pool, server, provider, port, running, finish } = await stage(false)
    await using _provider = provider
    using visitor = client(port, false)
    const answer = visitor.ask('/twice')
    await running
    const drained = pool.drain({ server, timeout: Infinity })
    await pool.close()
    expect((await answer).body).toContain('Slow.run: its provider was lost')
    await drained
    finish()
  })

  it.each([
    ['a server of others', createServer()],
    ['no server', 8080],
  ])('is refused for %s', async (_what, server) => {
    await using app = await appServer()
    await using pool = new Pool()
    pool.bind('/pool').attach(app.server)
    const refused = pool.drain({ server: server as never })
    await expect(refused).rejects.toThrow(TypeError)
    await expect(refused).rejects.toThrow(/attached to: pool\.attach\(server\)/)
    expect(app.server.listening).toBe(true)
    await using _provider = backend(`${app.url}/pool`)
    expect(await works(pool)).toBe(true)
    await pool.close()
  })
})
