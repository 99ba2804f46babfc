// A method that ran is not taken for one that did not: a pool would have it run once more elsewhere.

import { DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { type ErrorMessage, msgpack, RpcError, wsrpc } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { afterEach, expect, test } from 'vitest'
import { JsonRpcError, jsonrpc } from '../src/index.ts'
import { connections, loopback } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** What the caller is told of an error that the other side answers with. */
function told(error: Omit<ErrorMessage, 'type' | 'id'>): unknown {
  const pair = new DialectPair(jsonrpc(), '', 'acceptor')
  const { there } = pair.call('A.b', [])
  return pair.toNear({ type: 'error', id: there, ...error })[0]
}

/** The same, of one that anybody writes. */
function read(error: object): unknown {
  const pair = new DialectPair(jsonrpc(), '', 'acceptor')
  const { id } = pair.call('A.b', [])
  pair.near.read(JSON.stringify({ jsonrpc: '2.0', id, error }))
  return pair.near.got.at(-1)
}

const missing = 'Method not found'

test('a method that lets the error of another call through runs once, also where others have it', async () => {
  const pool = new Pool()
  pool.bind('/p', { services: ['A'], dialect: [wsrpc(msgpack()), jsonrpc()], balancer: 'roundRobin' })
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  let ran = 0
  const lets = (): never => {
    ran++
    throw new RpcError('UNIMPLEMENTED', missing, { execution: 'not-started' })
  }
  for (const dialect of [jsonrpc(), wsrpc(msgpack())]) {
    const connection = new Provider().register('A', { lets }).connect(`${url}/p`, { dialect })
    open.push(() => connection.close())
  }
  await connections(pool, 2)
  // Each of the two gets its turn.
  for (const times of [1, 2]) {
    const call = pool.call('A.lets', [], { timeout: 5000 })
    await expect(call).rejects.toMatchObject({ code: 'UNIMPLEMENTED', execution: 'finished' })
    expect(ran).toBe(times)
  }
})

test('its words say what it was, and are no longer those of a server that lacks the method', () => {
  const error = { code: 'UNIMPLEMENTED', message: missing, execution: 'finished' } as const
  expect(told(error)).toMatchObject({
    code: 'UNIMPLEMENTED',
    message: `UNIMPLEMENTED: ${missing}`,
    execution: 'finished',
  })
  const own = { ...error, message: 'no such feature' }
  expect(told(own)).toMatchObject({ message: 'no such feature', execution: 'finished' })
})

test('nor are they under the number that its cause chose', () => {
  const cause = new JsonRpcError(-32601, missing)
  const error = { code: 'ABORTED', message: missing, execution: 'finished', cause } as const
  expect(told(error)).toMatchObject({ code: 'UNIMPLEMENTED', execution: 'finished' })
})

test.each([
  [-32600, 'Invalid Request'],
  [-32700, 'Parse error'],
])('the number %d of a cause is not said: with it a server says that it ran nothing', (number, message) => {
  const cause = new JsonRpcError(number, message)
  expect(told({ code: 'ABORTED', message, execution: 'finished', cause })).toMatchObject({
    code: 'ABORTED',
    message,
    execution: 'finished',
  })
})

test.each([
  ['lacks the method', -32601, missing, 'UNIMPLEMENTED'],
  ['could not read it', -32600, 'Invalid Request', 'INTERNAL'],
])('who %s, in the words of the specification, ran nothing', (_, code, message, name) => {
  expect(read({ code, message })).toMatchObject({ code: name, message, execution: 'not-started' })
})

test.each([
  [-32601, 'no such user', 'UNIMPLEMENTED'],
  [-32600, 'the request of the user is invalid', 'INTERNAL'],
  // Who could not parse it does not know the id (section 5): somebody else's words, let through by a method.
  [-32700, 'Parse error', 'INTERNAL'],
])('an answer of %d, "%s", may be a method that ran', (code, message, name) => {
  expect(read({ code, message })).toMatchObject({ code: name, message, execution: 'finished' })
})

test.each([-32600, -32700])('whoever is answered with %d finds the number in the cause', (code) => {
  expect(read({ code, message: 'no' })).toMatchObject({ cause: { code, message: 'no' } })
})
