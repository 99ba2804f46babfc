// The stock client of rpc-websockets calls the pool, and its stock server is a pool that our provider joins.

import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { Client, Server } from 'rpc-websockets'
import { afterEach, expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { loopback, told } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

test('its client calls bindIn: by position, by name, with errors and notifications', async () => {
  const seen: unknown[] = []
  const services = {
    Math: {
      sum: (...numbers: number[]) => numbers.reduce((all, one) => all + one, 0),
      area: ({ width, height }: { width: number; height: number }) => width * height,
      note: (text: string) => void seen.push(text),
      seen: () => seen,
    },
  }
  const pool = new Pool()
  pool.bindIn('/in', services, { dialect: jsonrpc({ service: 'Math' }) })
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  const client = new Client(`${url}/in`, { reconnect: false })
  open.push(() => client.close())
  await new Promise<void>((resolve) => client.once('open', () => resolve()))

  expect(await client.call('sum', [5, 3])).toBe(8)
  expect(await client.call('Math.sum', [1])).toBe(1)
  expect(await client.call('area', { width: 3, height: 4 })).toBe(12)
  await client.notify('note', ['hello'])
  expect(await client.call('seen')).toEqual(['hello'])
  await expect(client.call('openAI')).rejects.toMatchObject({ code: -32601 })
  const many = Array.from({ length: 100 }, (_, n) => client.call('sum', [n, 1]))
  expect(await Promise.all(many)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
})

test('our provider calls its server', async () => {
  const server = new Server({ host: '127.0.0.1', port: 0 })
  await new Promise<void>((resolve) => server.once('listening', () => resolve()))
  open.push(() => server.close())
  server.register('sum', (numbers) => (numbers as unknown as number[]).reduce((all, one) => all + one, 0))
  const { port } = server.wss.address() as { port: number }
  const connection = new Provider()
    .register('Mine', { ping: () => 'pong' })
    .connect(`ws://127.0.0.1:${port}`, { dialect: jsonrpc({ service: 'Theirs' }) })
  open.push(() => connection.close())
  expect(await connection.call('Theirs.sum', [5, 3])).toBe(8)
  const missing = connection.call('Theirs.missing', [])
  await expect(missing).rejects.toMatchObject({ code: 'UNIMPLEMENTED', execution: 'not-started' })
  const closed = told(connection, 'closed')
  await connection.drain()
  await closed
})
