import { describe, expect, test, vi } from 'vitest'
import { type ConnectOptions, json, Provider, RpcError } from '../src/index.ts'
import { TestServer } from './support/server.ts'
import { failure } from './support/world.ts'

const ways: [string, ConnectOptions][] = [
  ['MessagePack over the native WebSocket', {}],
  ['JSON over the native WebSocket', { codec: json() }],
  ['MessagePack over ws', { headers: { 'x-way': 'ws' } }],
  ['JSON over ws', { codec: json(), headers: { 'x-way': 'ws' } }],
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
    await vi.waitFor(() => expect(server.pool.status).toBeDefined())
    const served = server.pool.call('Echo.say', [value])
    await vi.waitFor(() => expect(served.outcome).toEqual({ result: value }))

    server.pool.serve = (call) => server.pool.peer.answer(call, call.params)
    expect(await connection.call('Pool.echo', [value])).toEqual([value])

    const again = new Promise((resolve) => connection.once('connected', resolve))
    server.webSockets[0]?.terminate()
    await again
    server.pool.serve = (call) => server.pool.peer.answer(call, 'still there')
    expect(await connection.call('Pool.echo')).toBe('still there')

    await connection.close()
    await vi.waitFor(() => expect(server.sockets.size).toBe(0))
  })

  test('closed while it connects: nothing is left', async () => {
    await using server = await TestServer.listen()
    server.hang()
    const provider = new Provider()
    const connection = provider.connect(server.url, options)
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    await connection.close()
    expect(await failure(connection.ready)).toBeInstanceOf(RpcError)
    await vi.waitFor(() => expect(server.sockets.size).toBe(0))
  })
})

test('a refusal by HTTP is an error event that says what to do, and not the end', async () => {
  await using server = await TestServer.listen()
  server.answer('404 Not Found', {}, 'no such path: nothing is bound here')
  await using provider = new Provider()
  const errors: Error[] = []
  const connection = provider.connect(server.url, { headers: {}, backoff: { min: 1, max: 1 } })
  connection.on('error', (error) => errors.push(error))
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1))
  expect(errors[0]).toMatchObject({ code: 'NOT_FOUND', data: { status: 404 } })
  expect(errors[0]?.message).toMatch(/nothing is bound at this path.*it says: no such path/)
  server.refuse = undefined
  await connection.ready
})

test('a process that only waits for nothing may end: a closed provider holds no timer', async () => {
  await using server = await TestServer.listen()
  const provider = new Provider()
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const connection = provider.connect(server.url, { headers: {} })
  await connection.ready
  await connection.call('A.b', [], { timeout: 1 }).catch(() => {})
  await provider.close()
  await vi.waitFor(() => expect(timers()).toBeLessThanOrEqual(before))
})
