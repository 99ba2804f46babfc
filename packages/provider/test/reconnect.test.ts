import { describe, expect, test } from 'vitest'
import { type Codec, json, Provider, wsrpc } from '../src/index.ts'
import { failure, settle, url, World } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

function broken(): never {
  throw new Error('broken')
}

/** When the dials began, from the first on. */
function times(world: World): number[] {
  const begin = world.dials[0]?.at ?? 0
  return world.dials.map(({ at }) => at - begin)
}

describe('dialling again', () => {
  test('waits longer each time, up to max, and never gives up by itself', async () => {
    await using world = new World()
    world.chance = 1 - 2 ** -53
    world.meetings.push(...Array.from({ length: 12 }, () => refused))
    const connection = world.dial({ backoff: { min: 100, max: 800 } })
    await settle()
    await world.pass(9000, 10)
    const gaps = times(world).map((at, n, all) => at - (all[n - 1] ?? 0))
    const wanted = [0, 100, 200, 400, 800, 800, 800, 800, 800, 800, 800, 800, 800]
    for (const [n, gap] of gaps.entries()) {
      expect(gap).toBeGreaterThanOrEqual(wanted[n] ?? Infinity)
      expect(gap).toBeLessThanOrEqual((wanted[n] ?? 0) + 20)
    }
    expect(connection.state).toBe('connected')
  })

  test('the wait is short again once a connection stood for a while', async () => {
    await using world = new World()
    world.chance = 1 - 2 ** -53
    world.meetings.push(refused, refused, refused)
    const connection = world.dial()
    await settle()
    await world.pass(100 + 200 + 400 + 60, 10)
    expect(connection.state).toBe('connected')
    world.pool.close('goingAway')
    await settle()
    await world.pass(150)
    expect(world.pools, 'it stood for a moment only: 800 ms').toHaveLength(1)
    await world.pass(700)
    expect(world.pools).toHaveLength(2)
    await world.pass(5000)
    world.pool.close('goingAway')
    await settle()
    await world.pass(150)
    expect(world.pools).toHaveLength(3)
  })

  test('Retry-After is honoured', async () => {
    await using world = new World()
    world.meetings.push({ fails: { message: 'HTTP 503', status: 503, retryAfter: 7000 } })
    const connection = world.dial()
    await settle()
    await world.pass(6900)
    expect(world.dials).toHaveLength(1)
    await world.pass(200)
    expect(connection.state).toBe('connected')
  })

  test('a wait that the pool asked for makes no later one longer', async () => {
    await using world = new World()
    world.chance = 1 - 2 ** -53
    const busy = { fails: { message: 'HTTP 503', status: 503, retryAfter: 1000 } }
    world.meetings.push(refused, busy, busy, busy, busy, refused)
    const connection = world.dial()
    await settle()
    await world.pass(9000, 10)
    const gaps = times(world).map((at, n, all) => at - (all[n - 1] ?? 0))
    for (const [n, wanted] of [0, 100, 2000, 2000, 2000, 2000, 200].entries()) {
      expect(gaps[n]).toBeGreaterThanOrEqual(wanted)
      expect(gaps[n]).toBeLessThanOrEqual(wanted + 20)
    }
    expect(connection.state).toBe('connected')
  })

  test('url, token and headers are asked at every dial', async () => {
    await using world = new World()
    world.meetings.push(refused)
    let n = 0
    const connection = world.provider.connect(async () => `ws://pool${++n}.test/`, {
      token: async () => `t${n}`,
      headers: () => ({ 'x-n': String(n) }),
    })
    connection.on('error', () => {})
    await settle()
    await world.pass(100)
    expect(world.dials.map(({ request }) => request.url.href)).toEqual([
      'ws://pool1.test/',
      'ws://pool2.test/',
    ])
    expect(world.dials.map(({ request }) => request.headers)).toEqual([{ 'x-n': '1' }, { 'x-n': '2' }])
    expect(world.pool.hello?.token).toBe('t2')
  })

  test.each([
    ['url', { url: (): string => '/relative' }, /url must be an absolute URL/],
    ['url', { url: (): string => 'ws://me:pass@pool/' }, /user name/],
    [
      'url',
      {
        url: (): string => {
          throw new Error('no config')
        },
      },
      /the function url failed: no config/,
    ],
    [
      'token',
      { token: async () => Promise.reject(new Error('expired')) },
      /the function token failed: expired/,
    ],
    ['token', { token: () => 7 as unknown as string }, /token must be a string of at most/],
    ['headers', { headers: () => ({ upgrade: 'x' }) }, /belongs to the WebSocket itself/],
  ])('a function %s that goes wrong is an error event, and another dial', async (_name, options, message) => {
    await using world = new World()
    const { url: source = url, ...rest } = options as { url?: () => string; token?: () => string }
    const errors: Error[] = []
    const connection = world.provider.connect(source, rest)
    connection.on('error', (error) => errors.push(error))
    await settle()
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toMatch(message)
    await world.pass(100)
    expect(errors).toHaveLength(2)
    await connection.close()
  })
})

describe('a dial takes messages', () => {
  test('as large as they come where large values travel in parts', async () => {
    await using world = new World()
    await world.connect()
    expect(world.dials[0]?.request.maxMessageBytes).toBe(128 * 1024)
  })

  test('as large as a value may be where they do not', async () => {
    await using world = new World({ limits: { maxMessageBytes: 1024 * 1024 } })
    await world.connect({ dialect: { ...wsrpc(json()), features: [] } })
    expect(world.dials[0]?.request.maxMessageBytes).toBe(1024 * 1024 + 64 * 1024)
  })
})

describe('a dial fails', () => {
  test('when it does not open within 10 s: it is dropped, and another follows', async () => {
    await using world = new World()
    world.meetings.push({ hangs: true })
    const connection = world.dial()
    await settle()
    await world.pass(9900)
    expect(world.names).toEqual([])
    await world.pass(200)
    expect(world.dials[0]?.aborted).toBe(true)
    expect(world.last('error')).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('within 10 s'),
    })
    await world.pass(100)
    expect(connection.state).toBe('connected')
  })

  test('when a function that it asks does not answer', async () => {
    await using world = new World()
    const connection = world.dial({ token: () => new Promise<string>(() => {}) })
    await settle()
    await world.pass(10_100)
    expect(world.last('error')).toMatchObject({ message: expect.stringContaining('within 10 s') })
    await connection.close()
  })

  test('when the pool says nothing after HELLO', async () => {
    await using world = new World()
    world.meetings.push({ mute: true })
    const connection = world.dial()
    await settle()
    await world.pass(5100)
    expect(world.last('error')).toMatchObject({ data: { close: 4408 } })
    await world.pass(200)
    expect(connection.state).toBe('connected')
  })

  test.each(['', 'graphql-ws'])('when the subprotocol is %j, not ours', async (subprotocol) => {
    await using world = new World()
    world.meetings.push({ subprotocol })
    const connection = world.dial()
    await settle()
    expect(world.last('error')).toMatchObject({ code: 'FAILED_PRECONDITION' })
    expect(world.wires[0]?.send('x'), 'its socket is dropped').toBe(false)
    expect((world.last('error') as Error).message).toMatch(
      /we offered the subprotocol wsrpc\.v1\.msgpack and got/,
    )
    await world.pass(100)
    expect(connection.state).toBe('connected')
  })

  test('when the handshake can not be written', async () => {
    await using world = new World()
    const long = 'ü'.repeat(12 * 1024)
    const connection = world.dial({ token: long, maxAttempts: 1 })
    expect(await failure(connection.ready)).toMatchObject({ message: expect.stringContaining('handshake') })
    await settle()
    expect(connection.state).toBe('closed')
  })

  test.each<[string, Partial<Codec>]>([
    ['its encoder', { createEncoder: broken }],
    ['its decoder', { createDecoder: broken }],
  ])('when the codec can not make %s', async (_what, parts) => {
    await using world = new World()
    const codec: Codec = { ...json(), ...parts }
    const connection = world.dial({ codec, maxAttempts: 2 })
    await settle()
    expect(world.last('error')).toMatchObject({ code: 'INTERNAL', execution: 'not-started' })
    expect(String(world.last('error'))).toMatch(/ws:\/\/pool\.test\/backend: the handshake .*: broken/)
    expect(connection.state).toBe('waiting')
    await world.pass(100)
    expect(world.names).toEqual(['error', 'error', 'closed'])
    await expect(connection.ready).rejects.toThrow(/broken/)
  })

  test('when the codec makes nothing that could write', async () => {
    await using world = new World()
    const codec: Codec = { ...json(), createEncoder: () => undefined as never }
    const connection = world.dial({ codec, maxAttempts: 1 })
    await settle()
    expect(world.names).toEqual(['error', 'closed'])
    await expect(connection.ready).rejects.toThrow(/the handshake can't be written/)
  })
})

describe('it ends', () => {
  test.each(['unauthenticated', 'forbidden', 'version'] as const)('with a fatal close: %s', async (name) => {
    await using world = new World()
    world.meetings.push({ refuse: name })
    const connection = world.dial()
    const error = await failure(connection.ready)
    await settle()
    expect(connection.state).toBe('closed')
    expect(world.names).toEqual(['error', 'closed'])
    expect(error).toBe(world.last('error'))
    expect(world.last('closed')).toMatchObject({
      code: { unauthenticated: 4401, forbidden: 4403, version: 4426 }[name],
    })
    await world.pass(100_000)
    expect(world.dials).toHaveLength(1)
  })

  test('with a fatal close later on', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b'))
    await settle()
    world.pool.close('forbidden')
    await settle()
    expect(world.names).toEqual(['connected', 'disconnected', 'error', 'closed'])
    expect(world.last('disconnected')).toMatchObject({ code: 4403, willRetry: false })
    expect(connection.state).toBe('closed')
    expect(await failed).toMatchObject({ execution: 'unknown' })
    expect(await failure(connection.call('A.b'))).toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'not-started',
    })
  })

  test('when the pool speaks no version that we do', async () => {
    await using world = new World()
    world.meetings.push({ version: 2 })
    const connection = world.dial()
    await settle()
    expect(connection.state).toBe('closed')
    expect(world.last('closed')).toMatchObject({ code: 4426 })
  })

  test('when the attempts are used up; a welcome begins the count anew', async () => {
    await using world = new World()
    world.meetings.push(refused, refused, {}, refused, { refuse: 'overloaded' }, refused)
    const connection = world.dial({ maxAttempts: 3 })
    await settle()
    for (let n = 0; n < 2; n++) await world.pass(1000)
    expect(connection.state).toBe('connected')
    world.pool.close('goingAway')
    await settle()
    for (let n = 0; n < 3; n++) await world.pass(5000)
    expect(connection.state).toBe('closed')
    expect(world.last('closed')).toEqual({ reason: '3 dials in a row failed (maxAttempts: 3)' })
    expect(world.names.filter((name) => name === 'error')).toHaveLength(5)
  })
})

describe('many connections', () => {
  test('each is on its own', async () => {
    await using world = new World()
    const connections = world.provider.connectMulti(url, 3)
    await Promise.all(connections.map((connection) => connection.ready))
    world.pools[1]?.close('goingAway')
    await settle()
    expect(connections.map((connection) => connection.state)).toEqual(['connected', 'waiting', 'connected'])
  })

  test('an instance that nobody connects holds nothing', () => {
    expect(() => new Provider()).not.toThrow()
  })
})
