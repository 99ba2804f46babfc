// maxMessageBytes, to the byte: of each message as it is written, with what is around its value.

import { DialectEnd, DialectPair } from '@wsrpc/contract-tests/dialect/ends'
import { allLimits, maxBatchBytes, smallestLimits } from '@wsrpc/core'
import { Pool } from '@wsrpc/pool-node'
import { Provider } from '@wsrpc/provider'
import { expect, test } from 'vitest'
import { jsonrpc } from '../src/index.ts'
import { connections, loopback, Stranger } from './support.ts'

const maxMessageBytes = 100_000
const limits = allLimits({ maxMessageBytes })

/** Of two bytes a character, so that nobody counts those. */
function textOf(bytes: number): string {
  return 'é'.repeat(bytes >> 1) + 'x'.repeat(bytes & 1)
}

const tooLarge = (bytes: number): unknown =>
  expect.stringContaining(`${bytes} bytes, more than ${maxMessageBytes}`)

/** An end that takes no more than that. */
function small(): DialectEnd {
  const end = new DialectEnd(jsonrpc(), '', 'acceptor')
  end.session.ourLimits = end.session.theirLimits = limits
  return end
}

/** A message of so many bytes. */
function sized(bytes: number, before: string, after: string): string {
  return `${before}${textOf(bytes - Buffer.byteLength(before + after))}${after}`
}

test.each([
  ['a call', '{"jsonrpc":"2.0","id":5,"method":"A.b","params":["', '"]}', 'call'],
  ['a notification', '{"jsonrpc":"2.0","method":"A.b","params":["', '"]}', 'notify'],
  ['a result', '{"jsonrpc":"2.0","id":2,"result":"', '"}', 'result'],
  ['an error', '{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"', '"}}', 'error'],
])('%s of as much is read, and of a byte more it is not', (_, before, after, type) => {
  const end = small()
  end.read(sized(maxMessageBytes, before, after))
  expect(end.got).toMatchObject([{ type }])
  end.read(sized(maxMessageBytes + 1, before, after))
  expect(end.got[1]).toMatchObject({ type: 'bad', fault: tooLarge(maxMessageBytes + 1) })
})

test('what is too large in a batch is that alone, and a batch of several is not', () => {
  const end = small()
  const call = (id: number, bytes: number): string =>
    sized(bytes, `{"jsonrpc":"2.0","id":${id},"method":"A.b","params":["`, '"]}')
  end.read(`[${call(1, 60_000)},${call(2, maxMessageBytes + 1)},${call(3, 60_000)}]`)
  expect(end.got.map(({ type }) => type)).toEqual(['call', 'bad', 'call'])
})

test('what is too large and no JSON is a parse error', () => {
  const end = small()
  end.read(`{"jsonrpc":"2.0","id":1,"method":"A.b","params":["${textOf(maxMessageBytes)}"`)
  expect(JSON.parse(end.sent[0] as string)).toMatchObject({ error: { code: -32700 }, id: null })
})

test.each([
  ['by position', [''], jsonrpc()],
  ['by name', [{ é: '' }], jsonrpc({ byName: true })],
])('no call is written that the other side would not read: params %s', (_, params, dialect) => {
  const pair = new DialectPair(dialect, '', 'acceptor')
  pair.limit(limits)
  const withText = (text: string): unknown[] =>
    JSON.parse(JSON.stringify(params).replace('""', JSON.stringify(text))) as unknown[]
  const id = pair.nextId()
  pair.near.say({ type: 'call', id, method: 'Ä.ö', params: withText('') })
  const around = Buffer.byteLength(pair.near.sent[0] as string)
  pair.deliver()
  const call = (bytes: number): unknown =>
    pair.toFar({ type: 'call', id, method: 'Ä.ö', params: withText(textOf(bytes - around)) })
  expect(call(maxMessageBytes)).toMatchObject([{ type: 'call' }])
  const message = `${maxMessageBytes + 1} bytes or more, the other side takes at most ${maxMessageBytes} (maxMessageBytes)`
  expect(() => call(maxMessageBytes + 1)).toThrow(message)
  const error = { code: 'INVALID_ARGUMENT', execution: 'not-started' }
  expect(() => call(maxMessageBytes + 1)).toThrow(expect.objectContaining(error))
})

test.each([
  ['result', { type: 'result', value: 0 }, 'value'],
  ['error', { type: 'error', code: 'UNKNOWN', message: 'ö', execution: 'finished', data: 0 }, 'data'],
] as const)('no answer is written that the other side would not read: %s', (_, message, member) => {
  const end = small()
  const said = (value: unknown): number => {
    end.read('{"jsonrpc":"2.0","method":"A.b","id":"ä"}')
    end.say({ ...message, id: (end.got.at(-1) as { readonly id: number }).id, [member]: value } as never)
    return Buffer.byteLength(end.sent.at(-1) as string)
  }
  const around = said('')
  expect(said(textOf(maxMessageBytes - around))).toBe(maxMessageBytes)
  expect(() => said(textOf(maxMessageBytes + 1 - around))).toThrow(/100001 bytes or more/)
})

test('a value of 120 kB at a limit of 100 kB fails its own call, either way', async () => {
  await using pool = new Pool({ limits: { maxMessageBytes } })
  pool.bind('/p', { dialect: jsonrpc() })
  pool.bindIn('/in', { A: { size: (text: string) => text.length } }, { dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  // Of this one the pool's limit is not known.
  const provider = new Provider().register('B', { text: (size: number) => 'x'.repeat(size) })
  await using _ = provider.connect(`${url}/p`, { dialect: jsonrpc() })
  await connections(pool, 1)
  const large = pool.call('B.text', [120_000])
  const small = pool.call<string>('B.text', [90_000])
  const fault = expect.stringContaining('more than 100000') as string
  await expect(large).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: fault })
  expect((await small).length).toBe(90_000)

  using caller = await Stranger.dial(`${url}/in`)
  const call = (id: number, size: number): object => ({
    jsonrpc: '2.0',
    method: 'A.size',
    params: ['x'.repeat(size)],
    id,
  })
  expect(await caller.ask(call(1, 120_000))).toMatchObject({ id: 1, error: { code: -32602, message: fault } })
  expect(await caller.ask(call(2, 90_000))).toMatchObject({ id: 2, result: 90_000 })
})

test('only a WebSocket message of 64 KiB more ends the connection', async () => {
  await using pool = new Pool({ limits: { maxMessageBytes } })
  pool.bindIn('/in', { A: { size: (text: string) => text.length } }, { dialect: jsonrpc() })
  const { url } = await pool.listen(loopback)
  using caller = await Stranger.dial(`${url}/in`)
  const most = maxMessageBytes + maxBatchBytes
  const call = (bytes: number): string =>
    sized(bytes, '{"jsonrpc":"2.0","id":1,"method":"A.size","params":["', '"]}')
  expect(await caller.ask(call(most))).toMatchObject({ id: 1, error: { code: -32602 } })
  caller.send(call(most + 1))
  expect(await caller.closed()).toMatchObject({ code: 1009 })
})

test('the smallest limits leave room for what the dialect says by itself', () => {
  const end = small()
  end.session.ourLimits = end.session.theirLimits = { ...smallestLimits }
  end.read(`{"jsonrpc":"2.0","method":"A.b","id":"${'é'.repeat(1000)}"}`)
  const { id } = end.got[0] as { readonly id: number }
  end.say({ type: 'error', id, code: 'UNKNOWN', message: '\0'.repeat(5000), execution: 'finished' })
  expect(Buffer.byteLength(end.sent[0] as string)).toBeLessThan(smallestLimits.maxMessageBytes)
})
