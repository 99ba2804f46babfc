// Errors with numbers of an application's own.

import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { afterEach, expect, test } from 'vitest'
import { JsonRpcError, jsonrpc } from '../src/index.ts'
import { loopback, Stranger } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

function fails(): never {
  throw new JsonRpcError(42, 'out of tea')
}

test('a method of a provider throws one as it is', async () => {
  const pool = new Pool()
  open.push(() => pool.close())
  pool.bind('/p', { services: ['Tea'], dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  const connection = new Provider().register('Tea', { fails }).connect(`${url}/p`, { dialect: jsonrpc() })
  open.push(() => connection.close())
  await expect(pool.call('Tea.fails')).rejects.toMatchObject({
    code: 'UNKNOWN',
    message: 'out of tea',
    execution: 'finished',
    cause: { name: 'JsonRpcError', code: 42, message: 'out of tea' },
  })
})

test.each([
  [true, { code: 42, message: 'out of tea' }],
  [false, { code: -32603, message: expect.stringContaining("the pool's log") as string }],
])('a method of the pool does only where errors are exposed: %s', async (exposeErrors, answered) => {
  const pool = new Pool({ exposeErrors })
  open.push(() => pool.close())
  pool.on('error', () => {})
  pool.bindIn('/in', { Tea: { fails } }, { dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  const caller = await Stranger.dial(`${url}/in`)
  open.push(() => caller[Symbol.dispose]())
  const { error } = await caller.ask({ jsonrpc: '2.0', id: 1, method: 'Tea.fails' })
  expect(error).toEqual(answered)
})
