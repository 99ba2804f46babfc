// WebSocket pings find the dead, and judge nobody who never answers one.

import { Pool } from '@wsrpc/pool-node'
import { afterEach, expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, loopback, Stranger, told } from './support.ts'

const open: (() => unknown)[] = []

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function stage(options: object): Promise<{ readonly pool: Pool; readonly stranger: Stranger }> {
  const pool = new Pool({ heartbeat: { interval: 20, misses: 2 } })
  pool.bind('/', { dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  open.push(() => pool.close())
  const stranger = await Stranger.dial(`${url}/`, options)
  open.push(() => stranger[Symbol.dispose]())
  await connections(pool, 1)
  return { pool, stranger }
}

/** Resolves after so many pings of the pool. */
async function pings(stranger: Stranger, count: number): Promise<void> {
  await new Promise<void>((resolve) => {
    let left = count
    stranger.socket.on('ping', () => {
      if (--left === 0) resolve()
    })
  })
}

test('one that answers stays', async () => {
  const { pool, stranger } = await stage({})
  await pings(stranger, 5)
  expect(pool.connections.size).toBe(1)
})

test('one that answered, and falls silent, is dropped', async () => {
  const { pool, stranger } = await stage({})
  await pings(stranger, 2)
  stranger.socket.pause()
  const [, end] = await told(pool, 'disconnect')
  expect(end).toMatchObject({ code: 4409 })
  expect(pool.connections.size).toBe(0)
})

test('one that never answers a ping is not judged', async () => {
  const { pool, stranger } = await stage({ autoPong: false })
  await pings(stranger, 6)
  expect(pool.connections.size).toBe(1)
  const call = pool.call('A.b')
  const { id } = await stranger.next<{ id: number }>()
  stranger.send({ jsonrpc: '2.0', result: 'here', id })
  expect(await call).toBe('here')
})
