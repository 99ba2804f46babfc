// Nobody says what they take: each side holds the other to what it takes itself.

import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, loopback, Stranger } from './support.ts'

const echo = { back: (value: string) => value, long: (length: number) => 'x'.repeat(length) }

test('limits that both sides raise count for what they send', async () => {
  const limits = { maxMessageBytes: 32 << 20 }
  await using pool = new Pool({ limits })
  pool.bind('/', { services: ['Echo'], dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  await using provider = new Provider({ limits }).register('Echo', echo)
  provider.connect(`${url}/`, { dialect: jsonrpc() })
  expect(await pool.call('Echo.back', ['x'.repeat(17 << 20)])).toHaveLength(17 << 20)
})

test('a limit that both sides lower fails the call, and the connection stands', async () => {
  const limits = { maxMessageBytes: 100_000 }
  await using pool = new Pool({ limits })
  pool.bind('/', { services: ['Echo'], dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  await using provider = new Provider({ limits }).register('Echo', echo)
  const connection = provider.connect(`${url}/`, { dialect: jsonrpc() })
  let lost = 0
  connection.on('disconnected', () => lost++)
  const tooMuch = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('maxMessageBytes') as string }
  await expect(pool.call('Echo.back', ['x'.repeat(300_000)])).rejects.toMatchObject(tooMuch)
  await expect(pool.call('Echo.long', [300_000])).rejects.toMatchObject(tooMuch)
  expect(await pool.call('Echo.back', ['next'])).toBe('next')
  expect(lost).toBe(0)
})

test('one who sends more than the pool takes loses the connection, and is told why', async () => {
  await using pool = new Pool({ limits: { maxMessageBytes: 100_000 } })
  pool.bind('/', { services: ['Echo'], dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  using provider = await Stranger.dial(`${url}/`)
  await connections(pool, 1)
  const call = pool.call('Echo.long', [300_000])
  const { id } = await provider.next()
  provider.send({ jsonrpc: '2.0', id, result: 'x'.repeat(300_000) })
  const closed = provider.closed()
  await expect(call).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('larger than this side takes: see limits.maxMessageBytes') as string,
  })
  expect(await closed).toMatchObject({ code: 1009 })
})
