// A caller that knows nothing of this library calls the pool's services.

import { handler, RpcError } from '@wsrpc/core'
import { type BindInOptions, Pool, type PoolOptions, type Services } from '@wsrpc/pool-node'
import { afterEach, expect, test } from 'vitest'
import { JsonRpcError, jsonrpc } from '../src/index.ts'
import { deferred, loopback, Stranger, told } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function listening(
  services: Services,
  bound: Partial<BindInOptions> = {},
  options: PoolOptions = {},
): Promise<{ readonly pool: Pool; readonly url: string }> {
  const pool = new Pool(options)
  pool.bindIn('/', services, { dialect: jsonrpc(), ...bound })
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  return { pool, url: `${url}/` }
}

async function dial(url: string, ...options: readonly (string[] | object)[]): Promise<Stranger> {
  const caller = await Stranger.dial(url, ...options)
  open.push(() => caller[Symbol.dispose]())
  return caller
}

const echo = { Echo: { all: (...params: unknown[]) => params } }

test.each([
  ['0', '0'],
  ['-7', '-7'],
  ['1.5', '1.5'],
  ['12345678901234567890123', '12345678901234567890123'],
  ['1.0', '1'],
  ['"text"', '"text"'],
  ['"é\\"\\n"', '"é\\"\\n"'],
  ['""', '""'],
  ['null', 'null'],
])('the id %s is echoed as %s', async (sent, back) => {
  const { url } = await listening(echo)
  const caller = await dial(url)
  await caller.ask(`{"jsonrpc":"2.0","method":"Echo.all","id":${sent}}`)
  await caller.ask(`[{"jsonrpc":"2.0","method":"Echo.all","id":${sent}}]`)
  expect(caller.texts).toEqual([
    `{"jsonrpc":"2.0","result":[],"id":${back}}`,
    `[{"jsonrpc":"2.0","result":[],"id":${back}}]`,
  ])
})

test('params by position are params, by name one object', async () => {
  const { url } = await listening(echo)
  const caller = await dial(url)
  const call = { jsonrpc: '2.0', method: 'Echo.all', id: 1 }
  expect(await caller.ask({ ...call, params: [1, { a: 2 }] })).toMatchObject({ result: [1, { a: 2 }] })
  expect(await caller.ask({ ...call, params: { a: 2, b: [] } })).toMatchObject({ result: [{ a: 2, b: [] }] })
  expect(await caller.ask(call)).toMatchObject({ result: [] })
})

test('binary messages are read too, and answered with text', async () => {
  const { url } = await listening(echo)
  const caller = await dial(url)
  caller.socket.send(Buffer.from('{"jsonrpc":"2.0","method":"Echo.all","params":["é"],"id":1}'))
  expect(await caller.next()).toMatchObject({ result: ['é'] })
  caller.socket.send(Buffer.from([0x22, 0xff, 0x22]))
  expect(await caller.next()).toMatchObject({ error: { code: -32700 }, id: null })
})

test('a batch is answered as one, once the last of it is there', async () => {
  const later = deferred<string>()
  const { url } = await listening({ A: { now: () => 'now', later: () => later.promise } })
  const caller = await dial(url)
  const call = (method: string, id: number): object => ({ jsonrpc: '2.0', method, id })
  caller.send([call('A.later', 1), call('A.now', 2), { jsonrpc: '2.0', method: 'A.now' }])
  expect(await caller.ask(call('A.now', 3))).toMatchObject({ id: 3 })
  later.resolve('at last')
  expect(await caller.next<unknown>()).toEqual([
    { jsonrpc: '2.0', result: 'now', id: 2 },
    { jsonrpc: '2.0', result: 'at last', id: 1 },
  ])
})

test('a batch that is too long is refused, and none of it runs', async () => {
  let ran = 0
  const { url } = await listening({ A: { b: () => ran++ } })
  const caller = await dial(url)
  const answer = await caller.ask(
    Array.from({ length: 1025 }, (_, id) => ({ jsonrpc: '2.0', method: 'A.b', id })),
  )
  expect(answer).toMatchObject({ id: null, error: { code: -32600 } })
  expect(ran).toBe(0)
})

test('errors that methods throw have the numbers of the table, or their own', async () => {
  const { pool, url } = await listening({
    A: {
      known: () => {
        throw new RpcError('RESOURCE_EXHAUSTED', 'too much', { data: { most: 3 } })
      },
      own: () => {
        throw new RpcError('ABORTED', 'of my own', { cause: new JsonRpcError(42, 'x') })
      },
      secret: () => {
        throw new Error('the password is 1234')
      },
      unsayable: () => 1n,
    },
  })
  pool.on('error', () => {}) // what the caller is not told
  const caller = await dial(url)
  const call = (method: string): Promise<unknown> =>
    caller.ask({ jsonrpc: '2.0', method: `A.${method}`, id: 1 })
  expect(await call('known')).toMatchObject({
    error: { code: -32005, message: 'too much', data: { most: 3 } },
  })
  expect(await call('own')).toMatchObject({ error: { code: 42, message: 'of my own' } })
  expect(await call('secret')).toMatchObject({ error: { code: -32603 } })
  expect(caller.texts.join()).not.toContain('1234')
  expect(await call('unsayable')).toMatchObject({
    error: { code: -32602, message: expect.stringMatching('bigint') as string },
  })
})

test('$/cancelRequest aborts the call that is meant, which answers -32800', async () => {
  const { url } = await listening({
    A: {
      wait: handler(
        (context) =>
          new Promise((_, reject) => {
            context.signal.addEventListener('abort', () => reject(context.signal.reason as Error))
          }),
      ),
    },
  })
  const caller = await dial(url)
  const call = (id: unknown): object => ({ jsonrpc: '2.0', method: 'A.wait', id })
  const cancel = (id: unknown): object => ({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } })
  caller.send(call(1))
  caller.send(call('1'))
  caller.send(cancel('never'))
  caller.send(cancel('1'))
  expect(await caller.next()).toMatchObject({ id: '1', error: { code: -32800 } })
  caller.send(cancel(1))
  expect(await caller.next()).toMatchObject({ id: 1, error: { code: -32800 } })
})

test('notifications run, and are never answered', async () => {
  const seen: unknown[] = []
  const { pool, url } = await listening({
    A: { note: (value: unknown) => void seen.push(value), ask: () => seen },
  })
  const caller = await dial(url)
  const error = told(pool, 'error')
  caller.send({ jsonrpc: '2.0', method: 'A.note', params: ['x'] })
  caller.send({ jsonrpc: '2.0', method: '$/setTrace', params: { value: 'off' } })
  caller.send({ jsonrpc: '2.0', method: 'A.missing' })
  expect(await caller.ask({ jsonrpc: '2.0', method: 'A.ask', id: 1 })).toMatchObject({ result: ['x'] })
  expect(await error).toMatchObject([{ code: 'UNIMPLEMENTED' }])
  expect(pool.stats().ignored).toBe(1)
})

test('what breaks a limit fails its own call, and names it', async () => {
  const { url } = await listening(echo, {}, { limits: { maxDepth: 8, maxItems: 1000 } })
  const caller = await dial(url)
  const deep = `${'['.repeat(50)}${']'.repeat(50)}`
  const call = (params: string, id: string): string =>
    `{"jsonrpc":"2.0","method":"Echo.all","params":${params},"id":${id}}`
  expect(await caller.ask(call(deep, '"a"'))).toMatchObject({
    id: 'a',
    error: { code: -32602, message: expect.stringMatching('deeper') as string },
  })
  const proto = '[{"__proto__":{"admin":true}}]'
  expect(await caller.ask(call(proto, '7'))).toMatchObject({
    id: 7,
    error: { code: -32602, message: expect.stringMatching('__proto__') as string },
  })
  const mixed = await caller.ask<unknown[]>(`[${call(deep, '1')},${call('[2]', '2')}]`)
  expect(mixed).toMatchObject([
    { id: 1, error: { code: -32602 } },
    { id: 2, result: [2] },
  ])
  expect(await caller.ask(deep)).toMatchObject([{ id: null, error: { code: -32600 } }])
})

test('who speaks at once is heard once it is known who it is, however much it says', async () => {
  const known = deferred<string>()
  const { pool, url } = await listening(
    { Me: { who: handler((context) => context.identity), size: (text: string) => text.length } },
    {
      authenticate: (request) =>
        known.promise.then((id: string) => `${id} ${request.headers['x-name'] as string}`),
    },
  )
  pool.bindIn('/open', echo, { dialect: jsonrpc() })
  const caller = await dial(url, { headers: { 'x-name': 'ann' } })
  caller.send({ jsonrpc: '2.0', method: 'Me.who', id: 1 })
  caller.send({ jsonrpc: '2.0', method: 'Me.size', params: ['x'.repeat(300_000)], id: 2 })
  // As long as this takes, the pool could have read the other.
  const other = await dial(`${url}open`)
  for (let n = 0; n < 10; n++) await other.ask({ jsonrpc: '2.0', method: 'Echo.all', id: n })
  expect([caller.texts, caller.socket.readyState]).toEqual([[], caller.socket.OPEN])
  known.resolve('miss')
  expect(await caller.next()).toMatchObject({ id: 1, result: 'miss ann' })
  expect(await caller.next()).toMatchObject({ id: 2, result: 300_000 })
})

test('who is not let in is told by the close code, and nothing it said is run', async () => {
  let ran = 0
  const { url } = await listening({ A: { b: () => ran++ } }, { authenticate: () => false })
  const caller = await dial(url)
  caller.send({ jsonrpc: '2.0', method: 'A.b', id: 1 })
  expect(await caller.closed()).toMatchObject({ code: 4401 })
  expect(ran).toBe(0)
})

test('it may agree on the subprotocol jsonrpc; who offers only others is told so', async () => {
  const { url } = await listening(echo)
  const caller = await dial(url, ['jsonrpc'])
  expect(caller.socket.protocol).toBe('jsonrpc')
  expect(await caller.ask({ jsonrpc: '2.0', method: 'Echo.all', id: 1 })).toMatchObject({ id: 1 })
  const other = await dial(url, ['wamp.2.json'])
  expect(await other.closed()).toEqual({ code: 4406, reason: 'offer one of these subprotocols: jsonrpc' })
})

test('more calls than may run are refused with an error', async () => {
  const later = deferred<void>()
  const { url } = await listening({ A: { wait: () => later.promise } }, {}, { limits: { maxCalls: 2 } })
  const caller = await dial(url)
  for (const id of [1, 2, 3]) caller.send({ jsonrpc: '2.0', method: 'A.wait', id })
  expect(await caller.next()).toMatchObject({ id: 3, error: { code: -32005 } })
  later.resolve()
  expect(await caller.next()).toEqual({ jsonrpc: '2.0', result: null, id: 1 })
})
