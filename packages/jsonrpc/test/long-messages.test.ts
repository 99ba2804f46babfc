// The message of an error is no value that limits could be held against: it is shortened.

import { DialectEnd } from '@wsrpc/contract-tests/dialect/ends'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, deferred, loopback } from './support.ts'

test('an error with a message of 20 MiB fails its own call', async () => {
  await using pool = new Pool()
  pool.bind('/p', { dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  const later = deferred<string>()
  const throws = (): never => {
    throw new Error('x'.repeat(20 << 20))
  }
  const provider = new Provider().register('A', { throws, waits: () => later.promise })
  await using _ = provider.connect(`${url}/p`, { dialect: jsonrpc() })
  await connections(pool, 1)
  const waits = pool.call('A.waits')
  const message = `${'x'.repeat(1023)}…`
  await expect(pool.call('A.throws')).rejects.toMatchObject({ code: 'UNKNOWN', message })
  later.resolve('fine')
  expect(await waits).toBe('fine')
})

test.each([
  ['of 1024 characters leaves whole', 'x'.repeat(1024), 'x'.repeat(1024)],
  ['of more ends with a mark', 'x'.repeat(1025), `${'x'.repeat(1023)}…`],
  // Half of a pair is no text: there are parsers that refuse the whole answer then.
  ['is not cut inside of a character', `${'x'.repeat(1022)}😀😀`, `${'x'.repeat(1022)}…`],
])('a message %s', (_, message, sent) => {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.read('{"jsonrpc":"2.0","method":"A.b","id":1}')
  const { id } = end.got[0] as { readonly id: number }
  end.say({ type: 'error', id, code: 'UNKNOWN', message, execution: 'finished' })
  expect(JSON.parse(end.sent[0] as string)).toMatchObject({ error: { message: sent } })
})
