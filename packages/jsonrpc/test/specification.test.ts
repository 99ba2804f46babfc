// Every example of section 7 of the specification, over a real socket.

import { Pool } from '@wsrpc/pool-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { examples, methods } from './examples.ts'
import { loopback, Stranger } from './support.ts'

let pool: Pool
let client: Stranger

beforeAll(async () => {
  pool = new Pool()
  pool.on('error', () => {}) // the notification of a method that is not there
  pool.bindIn('/', { Math: methods }, { dialect: jsonrpc({ service: 'Math' }) })
  const { url } = await pool.listen(loopback)
  client = await Stranger.dial(`${url}/`)
})

afterAll(async () => {
  client[Symbol.dispose]()
  await pool.close()
})

test.each(examples)('%s', async (_, sent, back) => {
  client.send(sent)
  // What comes last is the answer to this, so nothing else came.
  client.send({ jsonrpc: '2.0', method: 'sum', params: [1], id: 'last' })
  const answers = [await client.next<unknown>()]
  if (back !== undefined) answers.push(await client.next<unknown>())
  const expected = back === undefined ? [] : [JSON.parse(back) as unknown]
  expect(answers).toEqual([...expected, { jsonrpc: '2.0', result: 1, id: 'last' }])
})
