// What stands for nothing is the user's code: when it fails, so does its call, and no more than that.

import type { RpcError } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { goGob, goJson } from '../src/index.ts'
import { failure, loopback } from './peer/stage.ts'

function nothing(method: string): unknown {
  throw new TypeError(`a secret of ${method}`)
}

test.each([
  ['goJson', goJson],
  ['goGob', goGob],
])('%s fails the call when `nothing` throws, and goes on', async (_, dialect) => {
  await using pool = new Pool()
  pool.bind('/', { services: ['Backend'], dialect: dialect() })
  const { url } = await pool.listen(loopback)
  const backend = { get: (id: string) => `value of ${id}`, clear: () => {} }
  await using provider = new Provider().register('Backend', backend)
  const connection = provider.connect(`${url}/`, { dialect: dialect({ nothing }) })
  let lost = 0
  connection.on('disconnected', () => lost++)

  const error = (await failure(pool.call('Backend.clear'))) as RpcError
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', execution: 'finished' })
  expect(error.message).toContain("'nothing' threw for Backend.clear")
  expect(error.message).not.toContain('secret')
  expect(await pool.call('Backend.get', ['x'])).toBe('value of x')
  expect(lost).toBe(0)
})
