// Our provider joins a pool that knows nothing of this library: a plain WebSocket server that speaks JSON-RPC.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ConnectOptions, type Connection, Provider } from '@wsrpc/provider'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { jsonrpc } from '../src/index.ts'
import { nextClient, type Stranger, told } from './support.ts'

let server: WebSocketServer
let url: string
const connected: Connection[] = []

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  await Promise.all(connected.splice(0).map((connection) => connection.close()))
  for (const client of server.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
})

class Backend {
  get(id: string): object {
    return { id, found: true }
  }
  fail(): never {
    throw new Error('no such thing')
  }
}

/** A connection, and what the server has of it. */
async function join(
  options: ConnectOptions = { dialect: jsonrpc() },
): Promise<{ readonly connection: Connection; readonly pool: Stranger }> {
  const client = nextClient(server)
  const connection = new Provider().register('Backend', new Backend()).connect(url, options)
  connected.push(connection)
  const pool = await client
  await connection.ready
  return { connection, pool }
}

test('it is ready as soon as the socket is open, and serves', async () => {
  const { connection, pool } = await join()
  expect(connection.state).toBe('connected')
  expect(pool.socket.protocol).toBe('')
  expect(await pool.ask({ jsonrpc: '2.0', method: 'Backend.get', params: ['x'], id: 's' })).toEqual({
    jsonrpc: '2.0',
    result: { id: 'x', found: true },
    id: 's',
  })
  const failed = await pool.ask({ jsonrpc: '2.0', method: 'Backend.fail', id: 2 })
  expect(failed).toEqual({ jsonrpc: '2.0', error: { code: -32000, message: 'no such thing' }, id: 2 })
  const missing = await pool.ask({ jsonrpc: '2.0', method: 'Backend.missing', id: 3 })
  expect(missing).toEqual({ jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' }, id: 3 })
  expect(pool.texts).toHaveLength(3)
})

test('it calls and notifies the pool, both ways at once', async () => {
  const { connection, pool } = await join({ dialect: jsonrpc({ service: 'Pool' }) })
  const call = connection.call('Pool.time', [1])
  const request = await pool.next()
  expect(request).toEqual({ jsonrpc: '2.0', method: 'time', params: [1], id: 1 })
  expect(await pool.ask({ jsonrpc: '2.0', method: 'Backend.get', params: [0], id: 1 })).toMatchObject({
    id: 1,
  })
  pool.send({ jsonrpc: '2.0', result: 12, id: 1 })
  expect(await call).toBe(12)
  await connection.notify('Pool.note', ['x'])
  expect(await pool.next()).toEqual({ jsonrpc: '2.0', method: 'note', params: ['x'] })
})

test('calls that wait for the connection leave when it is there', async () => {
  const client = nextClient(server)
  const connection = new Provider().register('Backend', new Backend()).connect(url, { dialect: jsonrpc() })
  connected.push(connection)
  const call = connection.call('Pool.time')
  const pool = await client
  await pool.next()
  pool.send({ jsonrpc: '2.0', result: 'late', id: 1 })
  expect(await call).toBe('late')
})

test('it dials again when the socket is lost, and calls in flight have an unknown end', async () => {
  const { connection, pool } = await join({ dialect: jsonrpc(), backoff: { min: 1, max: 5 } })
  connection.on('error', () => {})
  const call = connection.call('Pool.time').catch((error: unknown) => error)
  await pool.next()
  const again = nextClient(server)
  const back = told(connection, 'connected')
  pool.socket.terminate()
  expect(await call).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
  const next = await again
  expect(await back).toMatchObject([{ resumed: false, id: '' }])
  expect(await next.ask({ jsonrpc: '2.0', method: 'Backend.get', params: [1], id: 9 })).toMatchObject({
    id: 9,
  })
})

test('a drain lets what runs finish, refuses what comes, then closes', async () => {
  const { connection, pool } = await join()
  const call = connection.call('Pool.time')
  await pool.next()
  const closed = pool.closed()
  const drained = connection.drain()
  expect(await pool.ask({ jsonrpc: '2.0', method: 'Backend.get', params: [1], id: 5 })).toMatchObject({
    id: 5,
    error: { code: -32009 },
  })
  pool.send({ jsonrpc: '2.0', result: 'done', id: 1 })
  expect(await call).toBe('done')
  expect(await closed).toMatchObject({ code: 1001 })
  await drained
})

test('an error of the pool that is of no call is told by the `error` event', async () => {
  const { connection, pool } = await join()
  const error = told(connection, 'error')
  pool.send({ jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Invalid Request' } })
  expect(await error).toMatchObject([{ message: expect.stringContaining('Invalid Request') as string }])
})

test('what the pool could not be told is refused at once, naming the dialect', async () => {
  const lacks = expect.stringContaining('the dialect jsonrpc has no handshake') as string
  const provider = new Provider().register('Backend', new Backend())
  const connect = (): unknown => provider.connect(url, { dialect: jsonrpc(), token: 'secret' })
  expect(connect).toThrow(expect.objectContaining({ code: 'UNIMPLEMENTED', message: lacks }))
  const { connection } = await join()
  const pause = (): void => connection.update({ paused: true })
  expect(pause).toThrow(expect.objectContaining({ code: 'UNIMPLEMENTED', message: lacks }))
})

test('a subprotocol that has to be agreed on is offered, and without it the dial fails', async () => {
  const dialect = jsonrpc({ subprotocol: 'my-rpc' })
  const { pool } = await join({ dialect })
  expect(pool.socket.protocol).toBe('my-rpc')
  server.options.handleProtocols = () => false
  const connection = new Provider().register('B', new Backend()).connect(url, { dialect, maxAttempts: 1 })
  connection.on('error', () => {})
  connected.push(connection)
  await expect(connection.ready).rejects.toThrow('subprotocol')
})
