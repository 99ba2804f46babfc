// Native providers and those of others on one path: the subprotocol tells which is which.

import { json, msgpack, wsrpc } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { afterEach, expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, loopback, Stranger } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A path in both dialects, with a native provider and a foreign one, which answers with its own name. */
async function both(): Promise<{ readonly pool: Pool; readonly foreign: Stranger; readonly url: string }> {
  const pool = new Pool()
  const dialect = [wsrpc(msgpack(), json()), jsonrpc()]
  pool.bind('/both', { services: ['Who'], dialect, balancer: 'roundRobin' })
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  const provider = new Provider().register('Who', { are: () => 'native' })
  const connection = provider.connect(`${url}/both`)
  open.push(() => connection.close())
  const foreign = await Stranger.dial(`${url}/both`)
  foreign.socket.on('message', (data: Buffer) => {
    const { id } = JSON.parse(data.toString()) as { id: number }
    foreign.send({ jsonrpc: '2.0', result: 'foreign', id })
  })
  open.push(() => foreign[Symbol.dispose]())
  await connections(pool, 2)
  return { pool, foreign, url }
}

async function ask(pool: Pool, times: number, options?: object): Promise<Set<string>> {
  const calls = Array.from({ length: times }, () => pool.call<string>('Who.are', [], options))
  return new Set(await Promise.all(calls))
}

test('providers of both serve one service', async () => {
  const { pool } = await both()
  expect(await ask(pool, 10)).toEqual(new Set(['native', 'foreign']))
  expect([...pool.connections.values()].map(({ subprotocol }) => subprotocol).sort()).toEqual([
    '',
    'wsrpc.v1.msgpack',
  ])
  const all = await pool.callAll<string>('Who.are')
  expect(all.map((one) => ('value' in one ? one.value : '')).sort()).toEqual(['foreign', 'native'])
})

test('when one of them goes the other goes on', async () => {
  const { pool, foreign } = await both()
  foreign.socket.terminate()
  while (pool.connections.size > 1) await new Promise((resolve) => pool.once('disconnect', resolve))
  expect(await ask(pool, 5)).toEqual(new Set(['native']))
})

test('a call that asks for more goes to one that has it', async () => {
  const { pool } = await both()
  expect(await ask(pool, 10, { metadata: { user: 'ann' } })).toEqual(new Set(['native']))
})

test('each native codec is still chosen as it is offered', async () => {
  const { pool, url } = await both()
  const provider = new Provider().register('Who', { are: () => 'json' })
  const connection = provider.connect(`${url}/both`, { codec: json() })
  open.push(() => connection.close())
  await connection.ready
  await connections(pool, 3)
  expect(await ask(pool, 12)).toEqual(new Set(['native', 'foreign', 'json']))
})

test('explain says of a foreign one that it can take any method of the service', async () => {
  const { pool } = await both()
  const { candidates, excluded } = pool.explain('Who.knows')
  expect(candidates).toHaveLength(1)
  expect(excluded).toMatchObject([{ why: ['method'] }])
})

test.each([
  [
    'two that are spoken without a subprotocol',
    [jsonrpc(), jsonrpc({ service: 'Math' })],
    /subprotocol 'jsonrpc'/,
  ],
  ['an empty list', [], /empty list/],
  ['what is no dialect', [wsrpc(msgpack()), {} as never], /dialect must be a dialect/],
])('%s are refused at bind', (_, dialect, message) => {
  expect(() => new Pool().bind('/x', { dialect })).toThrow(message)
  expect(() => new Pool().bindIn('/x', { A: { b: () => 1 } }, { dialect })).toThrow(TypeError)
})

test('two of different subprotocols may not both be spoken without one', () => {
  const other = { ...jsonrpc({ subprotocol: 'other' }), bare: true }
  expect(() => new Pool().bind('/x', { dialect: [jsonrpc(), other] })).toThrow(
    /both spoken without a subprotocol/,
  )
})
