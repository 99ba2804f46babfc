// A provider that knows nothing of this library joins the pool: a WebSocket, and JSON.

import { isRpcError } from '@wsrpc/core'
import { type BindOptions, Pool, type PoolOptions } from '@wsrpc/pool-node'
import { afterEach, expect, test } from 'vitest'
import { JsonRpcError, jsonrpc } from '../src/index.ts'
import { connections, loopback, Stranger, told } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

interface Request {
  readonly id: number
  readonly method: string
  readonly params?: unknown
}

/** A pool, and a provider on its path. */
async function stage(
  bound: Partial<BindOptions> = {},
  options: PoolOptions = {},
): Promise<{ readonly pool: Pool; readonly provider: Stranger; readonly url: string }> {
  const pool = new Pool(options)
  pool.bind('/p', { dialect: jsonrpc(), ...bound })
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  const provider = await Stranger.dial(`${url}/p`)
  open.push(() => provider[Symbol.dispose]())
  await connections(pool, 1)
  return { pool, provider, url }
}

/** Answers the next request with this. */
async function answer(provider: Stranger, members: object): Promise<Request> {
  const request = await provider.next<Request & Record<string, unknown>>()
  provider.send({ jsonrpc: '2.0', id: request.id, ...members })
  return request
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'no failure',
    (error: unknown) => error,
  )
}

test('its methods are called by position, with numbers as ids, and their results come back', async () => {
  const { pool, provider } = await stage()
  const call = pool.call('Math.subtract', [42, 23])
  const request = await answer(provider, { result: 19 })
  expect(request).toEqual({
    jsonrpc: '2.0',
    method: 'Math.subtract',
    params: [42, 23],
    id: expect.any(Number),
  })
  expect(await call).toBe(19)
})

test('answers may come in any order, and as a batch', async () => {
  const { pool, provider } = await stage()
  const calls = ['a', 'b', 'c'].map((name) => pool.call('Any.echo', [name]))
  const requests = [
    await provider.next<Request>(),
    await provider.next<Request>(),
    await provider.next<Request>(),
  ]
  const answers = requests.map(({ id, params }) => ({ jsonrpc: '2.0', id, result: (params as string[])[0] }))
  provider.send([answers[2], answers[0]])
  provider.send(answers[1])
  expect(await Promise.all(calls)).toEqual(['a', 'b', 'c'])
})

test('on the default path it has every service that no other path names', async () => {
  const { pool, provider } = await stage()
  pool.bind('/named', 'Named')
  const call = pool.call('Whatever.it.is')
  expect(await answer(provider, { result: null })).toEqual({
    jsonrpc: '2.0',
    method: 'Whatever.it.is',
    id: 2,
  })
  expect(await call).toBeNull()
  const other = await failure(pool.call('Named.get', [], { timeout: 50 }))
  expect(other).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  expect(provider.texts).toHaveLength(1)
})

test('a service can be the one of names without a dot', async () => {
  const { pool, provider } = await stage({ services: ['Math'], dialect: jsonrpc({ service: 'Math' }) })
  const call = pool.call('Math.subtract', [2, 1])
  expect(await answer(provider, { result: 1 })).toMatchObject({ method: 'subtract' })
  expect(await call).toBe(1)
  expect([...pool.connections.values()][0]?.services).toEqual({ Math: [] })
})

test('params go by name where the dialect is told so', async () => {
  const { pool, provider } = await stage({ dialect: jsonrpc({ byName: ['Math.subtract'] }) })
  const named = pool.call('Math.subtract', [{ minuend: 42, subtrahend: 23 }])
  expect(await answer(provider, { result: 19 })).toMatchObject({ params: { minuend: 42, subtrahend: 23 } })
  expect(await named).toBe(19)
  const other = pool.call('Math.length', [{ x: 3, y: 4 }])
  expect(await answer(provider, { result: 5 })).toMatchObject({ params: [{ x: 3, y: 4 }] })
  expect(await other).toBe(5)
  const two = pool.call('Math.subtract', [{ a: 1 }, 2])
  expect(await answer(provider, { result: 0 })).toMatchObject({ params: [{ a: 1 }, 2] })
  await two
})

test('with `batch` the calls of one turn share a message, and one alone is none', async () => {
  const { pool, provider } = await stage({ dialect: jsonrpc({ batch: true }) })
  const calls = [pool.call('A.one'), pool.call('A.two')]
  const batch = await provider.next<Request[]>()
  expect(batch.map(({ method }) => method)).toEqual(['A.one', 'A.two'])
  provider.send(batch.map(({ id, method }) => ({ jsonrpc: '2.0', id, result: method })))
  expect(await Promise.all(calls)).toEqual(['A.one', 'A.two'])
  const alone = pool.call('A.three')
  expect(await answer(provider, { result: 3 })).toMatchObject({ method: 'A.three' })
  expect(await alone).toBe(3)
})

test('its errors arrive with the code of the table, message and data', async () => {
  const { pool, provider } = await stage()
  const known = failure(pool.call('A.b'))
  await answer(provider, { error: { code: -32602, message: 'no such thing', data: { at: 1 } } })
  expect(await known).toMatchObject({ code: 'INVALID_ARGUMENT', message: 'no such thing', data: { at: 1 } })
  const missing = failure(pool.call('A.b'))
  await answer(provider, { error: { code: -32601, message: 'Method not found' } })
  expect(await missing).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
  const own = failure(pool.call('A.b'))
  await answer(provider, { error: { code: 42, message: 'of my own', data: 'more' } })
  const error = await own
  expect(isRpcError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'UNKNOWN', message: 'of my own', data: 'more', execution: 'finished' })
  expect((error as Error).cause).toBeInstanceOf(JsonRpcError)
  expect((error as Error).cause).toMatchObject({ code: 42 })
})

test.each([
  ['both a result and an error', { result: 1, error: { code: 1, message: 'x' } }],
  ['an error that is none', { error: 'text' }],
  ['another version', { jsonrpc: '1.0', result: 1 }],
])('an answer with %s fails its call, and no other', async (_, members) => {
  const { pool, provider } = await stage()
  const call = failure(pool.call('A.b'))
  await answer(provider, members)
  expect(await call).toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('JSON-RPC 2.0') as string,
  })
  const next = pool.call('A.b')
  let request = await provider.next<Request>()
  if (request.method.startsWith('$/')) request = await provider.next<Request>()
  provider.send({ jsonrpc: '2.0', id: request.id, result: 'fine' })
  expect(await next).toBe('fine')
})

test('an answer to a call that nobody made is dropped and counted', async () => {
  const { pool, provider } = await stage()
  provider.send({ jsonrpc: '2.0', id: 4711, result: 1 })
  provider.send({ jsonrpc: '2.0', id: 'text', result: 1 })
  const call = pool.call('A.b')
  await answer(provider, { result: 1 })
  await call
  expect(pool.stats()).toMatchObject({ late: 1, ignored: 1 })
})

test('an error of no call is told by the `error` event', async () => {
  const { pool, provider } = await stage()
  const error = told(pool, 'error')
  provider.send({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } })
  expect(await error).toMatchObject([
    { code: 'INTERNAL', message: expect.stringContaining('Parse error') as string },
  ])
  expect(pool.connections.size).toBe(1)
})

test('a call that is given up is cancelled as in LSP, and its slot is taken until it is answered', async () => {
  const { pool, provider } = await stage({ concurrency: 1 })
  const controller = new AbortController()
  const call = failure(pool.call('A.slow', [], { signal: controller.signal }))
  const request = await provider.next<Request>()
  controller.abort()
  expect(await call).toMatchObject({ code: 'CANCELLED' })
  expect(await provider.next()).toEqual({
    jsonrpc: '2.0',
    method: '$/cancelRequest',
    params: { id: request.id },
  })
  const next = pool.call('A.next')
  expect(pool.stats().waiting).toBe(1)
  provider.send({ jsonrpc: '2.0', id: request.id, error: { code: -32800, message: 'cancelled' } })
  await answer(provider, { result: 'now' })
  expect(await next).toBe('now')
})

test('what the dialect has no words for fails at once, and nothing is sent', async () => {
  const { pool, provider } = await stage()
  async function* stream(): AsyncGenerator<number> {
    yield 1
  }
  const asked: [string, Promise<unknown>][] = [
    ['streams', pool.call('A.b', [stream()])],
    ['metadata', pool.call('A.b', [], { metadata: { user: 'ann' } })],
    ['idempotencyKey', pool.call('A.b', [], { idempotencyKey: 'k' })],
    ['trace', pool.notify('A.b', [], { trace: { traceparent: '00-0-0-00' } })],
  ]
  for (const [feature, call] of asked) {
    const message = expect.stringContaining(`the dialect jsonrpc has no ${feature}`) as string
    expect(await failure(call)).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started', message })
  }
  const value = await failure(pool.call('A.b', [{ when: [1n] }]))
  expect(value).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'not-started' })
  expect(String(value)).toContain('params[0].when[0]')
  expect(provider.texts).toEqual([])
})

test('when its socket closes, a call that was sent has an unknown end', async () => {
  const { pool, provider } = await stage()
  const call = failure(pool.call('A.b'))
  await provider.next()
  provider.socket.terminate()
  expect(await call).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
})

test('it may call what its path lets providers call, on the same socket', async () => {
  const { provider } = await stage({ callbacks: { Pool: { greet: (name: string) => `hello ${name}` } } })
  const request = { jsonrpc: '2.0', method: 'Pool.greet', params: ['you'], id: 'mine' }
  expect(await provider.ask(request)).toEqual({ jsonrpc: '2.0', result: 'hello you', id: 'mine' })
})

test('a drain lets it finish, then closes', async () => {
  const { pool, provider } = await stage()
  const call = pool.call('A.b')
  const request = await provider.next<Request>()
  const drained = pool.drain()
  const closed = provider.closed()
  provider.send({ jsonrpc: '2.0', id: request.id, result: 'done' })
  expect(await call).toBe('done')
  expect(await closed).toMatchObject({ code: 1001 })
  await drained
})
