import { Provider } from '@wsrpc/provider'
import { describe, expect, it } from 'vitest'
import { Pool } from '../../src/index.ts'
import { expectNothingLeft } from '../support/leftovers.ts'
import { loopback } from '../support/pools.ts'
import { asJson, asMsgpack, hello, rawClient } from '../support/raw-client.ts'

const status = [18, { services: { Raw: ['run'] }, concurrency: 1 }]
const welcomed = asJson(hello)

/** 30 KB of nested array32 headers, each claiming 2^32 - 1 elements. */
const nestedHeaders = Buffer.concat(Array.from({ length: 6000 }, () => Buffer.from('ddffffffff', 'hex')))

interface Hostile {
  readonly name: string
  readonly subprotocol: string
  readonly messages: readonly (string | Uint8Array)[]
  readonly code: number
  readonly reason: RegExp
}

const json = 'wsrpc.v1.json'
const msgpack = 'wsrpc.v1.msgpack'

const hostile: readonly Hostile[] = [
  { name: 'not JSON', subprotocol: json, messages: ['{['], code: 4400, reason: /./ },
  {
    name: 'JSON that is no batch',
    subprotocol: json,
    messages: ['{"jsonrpc":"2.0"}'],
    code: 4400,
    reason: /./,
  },
  {
    name: 'not MessagePack',
    subprotocol: msgpack,
    messages: [Buffer.from('c1c1c1', 'hex')],
    code: 4400,
    reason: /./,
  },
  { name: 'an empty message', subprotocol: msgpack, messages: [new Uint8Array()], code: 4400, reason: /./ },
  {
    name: 'nested array32 headers',
    subprotocol: msgpack,
    messages: [nestedHeaders.subarray(0, 16_000)],
    code: 4400,
    reason: /./,
  },
  {
    name: 'a binary message where text was agreed',
    subprotocol: json,
    messages: [asMsgpack(hello)],
    code: 4400,
    reason: /text/,
  },
  {
    name: 'a text message where binary was agreed',
    subprotocol: msgpack,
    messages: [welcomed],
    code: 4400,
    reason: /binary/,
  },
  {
    name: 'a CALL before HELLO',
    subprotocol: json,
    messages: [asJson([1, 1, 'A.b', []])],
    code: 4400,
    reason: /call is not allowed/,
  },
  {
    name: 'two frames before WELCOME',
    subprotocol: json,
    messages: [asJson(hello, status)],
    code: 4400,
    reason: /one frame/,
  },
  {
    name: 'more than 16 KiB before WELCOME',
    subprotocol: json,
    messages: [asJson([16, { ...hello[1], token: 'x'.repeat(20_000) }])],
    code: 4413,
    reason: /bytes/,
  },
  {
    name: 'a HELLO without an instance',
    subprotocol: json,
    messages: [asJson([16, { versions: [1, 1], agent: 'raw' }])],
    code: 4400,
    reason: /HELLO instance/,
  },
  {
    name: 'only versions of the future',
    subprotocol: json,
    messages: [asJson([16, { ...hello[1], versions: [2, 3] }])],
    code: 4426,
    reason: /version 1/,
  },
  {
    name: 'two HELLOs',
    subprotocol: json,
    messages: [asJson(hello), asJson(hello)],
    code: 4400,
    reason: /hello is not allowed/,
  },
]

const afterWelcome: readonly Omit<Hostile, 'subprotocol'>[] = [
  { name: 'an even id', messages: [asJson([1, 2, 'A.b', []])], code: 4400, reason: /id 2/ },
  {
    name: 'a NOTIFY with an even id',
    messages: [asJson([2, 2, 'A.b', []])],
    code: 4400,
    reason: /id 2/,
  },
  {
    name: 'a STATUS of more than 64 KiB',
    messages: [
      asJson([
        18,
        {
          services: { Raw: ['x'.repeat(4000), ...Array.from({ length: 5000 }, (_, n) => `method ${n}`)] },
          concurrency: 1,
        },
      ]),
    ],
    code: 4413,
    reason: /STATUS/,
  },
  {
    name: 'an id in use',
    messages: [asJson([1, 1, 'Slow.run', []], [1, 1, 'Slow.run', []])],
    code: 4400,
    reason: /id 1 is in use/,
  },
  {
    name: 'a CALL whose params are no array',
    messages: [asJson([1, 1, 'A.b', { a: 1 }])],
    code: 4400,
    reason: /CALL params/,
  },
  {
    name: 'a WELCOME from the wrong side',
    messages: [asJson([17, {}])],
    code: 4400,
    reason: /WELCOME|welcome/,
  },
  {
    name: 'a STATUS with a value over a limit',
    messages: [`[[18,${'['.repeat(70)}${']'.repeat(70)}]]`],
    code: 4400,
    reason: /status/,
  },
  { name: 'brackets without end', messages: ['['.repeat(100_000)], code: 4400, reason: /./ },
]

describe('a hostile client harms nobody but itself', () => {
  expectNothingLeft()

  async function scene(): Promise<{ pool: Pool; url: string; provider: Provider } & AsyncDisposable> {
    const pool = new Pool()
    pool.bind('/pool', { callbacks: { Slow: { run: () => new Promise(() => {}) } } })
    const { url } = await pool.listen(loopback)
    const provider = new Provider()
    provider.register('Echo', { say: (value: unknown) => value }).connect(`${url}/pool`)
    expect(await pool.call('Echo.say', ['ready'])).toBe('ready')
    const dispose = async (): Promise<void> => {
      await provider.close()
      await pool.close()
    }
    return { pool, url, provider, [Symbol.asyncDispose]: dispose }
  }

  it.each(hostile)('$name', async ({ subprotocol, messages, code, reason }) => {
    await using s = await scene()
    const client = await rawClient(`${s.url}/pool`, subprotocol)
    for (const message of messages) client.socket.send(message)
    const end = await client.ended
    expect(end).toEqual({ code, reason: expect.stringMatching(reason) })
    expect(await s.pool.call('Echo.say', ['still here'])).toBe('still here')
    expect(s.pool.connections.size).toBe(1)
  })

  it.each(afterWelcome)('after WELCOME: $name', async ({ messages, code, reason }) => {
    await using s = await scene()
    const client = await rawClient(`${s.url}/pool`, json)
    client.socket.send(asJson(hello))
    await client.received(1)
    client.socket.send(asJson(status))
    for (const message of messages) client.socket.send(message)
    expect(await client.ended).toEqual({ code, reason: expect.stringMatching(reason) })
    expect(await s.pool.call('Echo.say', ['still here'])).toBe('still here')
  })

  it('a message over what the socket takes ends that socket alone', async () => {
    await using s = await scene()
    const client = await rawClient(`${s.url}/pool`, msgpack)
    client.socket.send(asMsgpack(hello))
    await client.received(1)
    client.socket.send(new Uint8Array(17 * 1024 * 1024))
    expect((await client.ended).code).toBe(1009)
    expect(await s.pool.call('Echo.say', ['still here'])).toBe('still here')
  })

  it('answers to no call, and messages of unknown type, are counted and ignored', async () => {
    await using s = await scene()
    const client = await rawClient(`${s.url}/pool`, json)
    client.socket.send(asJson(hello))
    await client.received(1)
    client.socket.send(asJson(status, [3, 2, 'late'], [99, 'from the future'], [20, 7]))
    await client.received(2) // the PONG comes after all of them were read
    expect(JSON.parse(client.messages[1] as string)).toEqual([1, [21, 7]])
    expect(s.pool.stats()).toMatchObject({ late: 1, ignored: 1, connections: 2 })
    client.socket.terminate()
    await client.ended
  })
})
