import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type ConnectOptions, json, Provider, type RemoteStream, RpcError } from '../src/index.ts'
import { TestServer } from './support/server.ts'
import { failure } from './support/world.ts'

const oneCall = fileURLToPath(new URL('./support/one-call.ts', import.meta.url))

const ways: [string, ConnectOptions][] = [
  ['MessagePack', {}],
  ['JSON', { codec: json() }],
  ['MessagePack over the native WebSocket', { webSocket: WebSocket as never }],
  ['JSON over the native WebSocket', { codec: json(), webSocket: WebSocket as never }],
]

describe.each(ways)('real sockets: %s', (_name, options) => {
  test('connect, serve, call, lose, come back, close', async () => {
    await using server = await TestServer.listen()
    await using provider = new Provider({ name: 'attic' })
    provider.register('Echo', { say: (value: unknown) => value })
    const connection = provider.connect(server.url, {
      ...options,
      token: 'secret',
      backoff: { min: 1, max: 5 },
    })
    await connection.ready
    expect(server.pool.hello).toMatchObject({ name: 'attic', token: 'secret' })
    expect(server.requests[0]?.url, 'no secret in the URL').toBe('/pool')

    const value = {
      bytes: new Uint8Array([1, 2, 3]),
      when: new Date(5),
      big: 2n ** 70n,
      text: 'ü'.repeat(70_000),
    }
    await server.until(() => server.pool.status !== undefined)
    const served = server.pool.call('Echo.say', [value])
    await server.until(() => served.outcome !== undefined)
    expect(served.outcome).toEqual({ result: value })

    server.pool.serve = (call) => server.pool.peer.answer(call, call.params)
    expect(await connection.call('Pool.echo', [value])).toEqual([value])

    const again = new Promise((resolve) => connection.once('connected', resolve))
    server.webSockets[0]?.terminate()
    await again
    server.pool.serve = (call) => server.pool.peer.answer(call, 'still there')
    expect(await connection.call('Pool.echo')).toBe('still there')

    await connection.close()
    await server.until(() => server.sockets.size === 0)
  })

  test('lose the socket in the middle of everything, and go on', async () => {
    await using server = await TestServer.listen({ window: 15_000 })
    await using provider = new Provider()
    let end: ((value: unknown) => void) | undefined
    provider.register('Slow', { run: () => new Promise((resolve) => (end = resolve)) })
    const connection = provider.connect(server.url, { ...options, backoff: { min: 1, max: 5 } })
    await connection.ready
    const { pool } = server
    const padding = 'x'.repeat(1000) // more than the reader's window between two losses
    async function* numbers(): AsyncGenerator<[number, string]> {
      for (let n = 0; n < 2000; n++) {
        if (n % 700 === 350) server.webSockets.at(-1)?.terminate()
        yield [n, padding]
      }
    }
    pool.serve = (call) => pool.peer.answer(call, call.method === 'A.numbers' ? numbers() : call.params[0])
    const served = pool.call('Slow.run')
    const large = 'ü'.repeat(500_000)
    const resumed: boolean[] = []
    connection.on('connected', (event) => resumed.push(event.resumed))

    const stream = await connection.call<RemoteStream<[number, string]>>('A.numbers')
    const seen: number[] = []
    let echo: unknown
    for await (const [n] of stream) {
      seen.push(n)
      if (n === 1000) echo = await connection.call('A.echo', [large])
    }
    expect(echo).toBe(large)
    expect(seen).toEqual(Array.from({ length: 2000 }, (_, n) => n))
    end?.('done')
    await server.until(() => served.outcome !== undefined)
    expect(served.outcome).toEqual({ result: 'done' })
    expect(resumed).toEqual([true, true, true])
    await connection.close()
    await server.until(() => server.sockets.size === 0)
  })

  test('closed while it connects: nothing is left', async () => {
    await using server = await TestServer.listen()
    server.hang()
    const provider = new Provider()
    const connection = provider.connect(server.url, options)
    await server.until(() => server.requests.length === 1)
    await connection.close()
    expect(await failure(connection.ready)).toBeInstanceOf(RpcError)
    await server.until(() => server.sockets.size === 0)
  })
})

test('a refusal by HTTP is an error event that says what to do, and not the end', async () => {
  await using server = await TestServer.listen()
  server.answer('404 Not Found', {}, 'no such path: nothing is bound here')
  await using provider = new Provider()
  const errors: Error[] = []
  const connection = provider.connect(server.url, { headers: {}, backoff: { min: 1, max: 1 } })
  await new Promise<void>((resolve) => {
    connection.on('error', (error) => {
      if (errors.push(error) > 1) resolve()
    })
  })
  expect(errors[0]).toMatchObject({ code: 'NOT_FOUND', data: { status: 404 } })
  expect(errors[0]?.message).toMatch(/nothing is bound at this path.*it says: no such path/)
  server.refuse = undefined
  await connection.ready
})

test(
  'a process that only waits for nothing may end: a closed provider holds no timer',
  { timeout: 30_000 },
  async ({ signal }) => {
    await using server = await TestServer.listen()
    const { stdout } = await promisify(execFile)(process.execPath, [oneCall, server.url], { signal })
    expect(stdout).toBe('timers: 0\n')
  },
)
