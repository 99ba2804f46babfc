// A refusal is an error there, whose data says that nothing ran.

import { DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { RpcError } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { afterEach, expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, deferred, loopback, told } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function listening(pool: Pool): Promise<string> {
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  return url
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no failure',
    (error: unknown) => error,
  )
}

/** What a call becomes that is answered with this. */
function answered(error: unknown): unknown {
  const pair = new DialectPair(jsonrpc(), '', 'acceptor')
  const { id } = pair.call('A.b', [])
  pair.near.read(JSON.stringify({ jsonrpc: '2.0', id, error }))
  const { type, ...rest } = pair.near.got.at(-1) as { readonly type: string; readonly id: number }
  expect(rest.id).toBe(id)
  return { type, ...rest }
}

const leaving = 'this side is leaving: try another'

test('one of a side that leaves is known as a refusal', () => {
  expect(answered({ code: -32009, message: leaving, data: { refused: 'draining' } })).toMatchObject({
    type: 'refuse',
    reason: 'draining',
  })
})

test.each([
  ['full', -32005, 'RESOURCE_EXHAUSTED', 'as many calls as may run are running: try later'],
  ['paused', -32009, 'UNAVAILABLE', 'this side pauses: try later'],
])('one of a side that is %s fails its call, which did not start', (refused, number, code, message) => {
  const arrived = answered({ code: number, message, data: { refused } })
  expect(arrived).toMatchObject({ type: 'error', code, message, execution: 'not-started' })
  // Thrown on by a method it must not say that this one did not run either.
  expect(arrived).not.toHaveProperty('data')
})

test.each([
  ['other words', { code: -32009, message: 'bye', data: { refused: 'draining' } }],
  ['the words of another reason', { code: -32009, message: leaving, data: { refused: 'paused' } }],
  ['another code', { code: -32000, message: leaving, data: { refused: 'draining' } }],
  ['a reason that is none', { code: -32009, message: leaving, data: { refused: 'toString' } }],
  ['a reason that is no text', { code: -32009, message: leaving, data: { refused: ['draining'] } }],
  ['data that is null', { code: -32009, message: leaving, data: null }],
  ['data that is text', { code: -32009, message: leaving, data: 'draining' }],
  ['no data', { code: -32009, message: leaving }],
])('an error with %s is none', (_, error) => {
  expect(answered(error)).toMatchObject({ type: 'error', execution: 'finished' })
})

test('a call that a provider refuses because it leaves goes to another one', async () => {
  const pool = new Pool()
  pool.bind('/p', { dialect: jsonrpc(), balancer: 'roundRobin' })
  const url = await listening(pool)
  const later = deferred<void>()
  const began = deferred<void>()
  const leaving = new Provider().register('Who', {
    is: () => 'leaving',
    wait: () => (began.resolve(), later.promise),
  })
  const connection = leaving.connect(`${url}/p`, { dialect: jsonrpc() })
  open.push(() => connection.close())
  await connections(pool, 1)
  const running = pool.call('Who.wait')
  await began.promise
  const drained = connection.drain()

  const staying = new Provider().register('Who', { is: () => 'staying' })
  const other = staying.connect(`${url}/p`, { dialect: jsonrpc() })
  open.push(() => other.close())
  await connections(pool, 2)
  const calls = Array.from({ length: 10 }, () => pool.call('Who.is'))
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['staying']))
  later.resolve()
  await running
  await drained
})

test.each([
  ['full', 'RESOURCE_EXHAUSTED', 'as many calls as may run are running: try later'],
  ['draining', 'UNAVAILABLE', leaving],
  ['paused', 'UNAVAILABLE', 'this side pauses: try later'],
] as const)('a method that throws as if it were refused as %s runs once', async (refused, code, message) => {
  const pool = new Pool()
  pool.bind('/p', { dialect: jsonrpc() })
  const url = await listening(pool)
  let ran = 0
  const throws = (): never => {
    ran++
    throw new RpcError(code, message, { data: { refused, since: 5 } })
  }
  for (let n = 0; n < 2; n++) {
    const provider = new Provider().register('A', { throws, works: () => 'fine' })
    const connection = provider.connect(`${url}/p`, { dialect: jsonrpc() })
    open.push(() => connection.close())
  }
  await connections(pool, 2)
  const error = await failure(pool.call('A.throws', [], { timeout: 5000 }))
  expect(error).toMatchObject({ code, message, execution: 'finished' })
  expect((error as RpcError).data).toEqual({ since: 5 })
  expect(ran).toBe(1)
  expect(await pool.call('A.works', [], { timeout: 5000 })).toBe('fine')
})

test('a call that a leaving pool refuses waits for the next one', async () => {
  const later = deferred<void>()
  const services = { Pool: { time: () => 12, wait: () => later.promise } }
  const first = new Pool()
  const url = await listening(first.bindIn('/cb', services, { dialect: jsonrpc() }))
  const connection = new Provider().connect(`${url}/cb`, { dialect: jsonrpc(), backoff: { min: 1, max: 5 } })
  connection.on('error', () => {})
  open.push(() => connection.close())
  await connection.ready
  const running = connection.call('Pool.wait')
  await connection.call('Pool.time') // by now it has the other one too
  const gone = told(connection, 'disconnected')
  const drained = first.drain()
  const refused = connection.call('Pool.time')
  later.resolve()
  await running
  await gone
  await drained
  const second = new Pool().bindIn('/cb', services, { dialect: jsonrpc() })
  open.push(() => second.close())
  await second.listen({ ...loopback, port: Number(new URL(url).port) })
  expect(await refused).toBe(12)
})

test('a provider that is full says so to its caller, who can tell that nothing ran', async () => {
  const pool = new Pool()
  pool.bind('/p', { dialect: jsonrpc() })
  const url = await listening(pool)
  const later = deferred<void>()
  let ran = 0
  const provider = new Provider({ concurrency: 1 })
  provider.register('A', { wait: () => (ran++, later.promise) })
  const connection = provider.connect(`${url}/p`, { dialect: jsonrpc() })
  open.push(() => connection.close())
  await connections(pool, 1)
  const running = pool.call('A.wait')
  const error = await failure(pool.call('A.wait'))
  expect(error).toBeInstanceOf(RpcError)
  expect(error).toMatchObject({ code: 'RESOURCE_EXHAUSTED', execution: 'not-started' })
  later.resolve()
  await running
  expect(await pool.call('A.wait')).toBeNull()
  expect(ran).toBe(2)
})
