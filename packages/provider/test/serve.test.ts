import { describe, expect, test } from 'vitest'
import { handler, RpcError } from '../src/index.ts'
import { settle, World } from './support/world.ts'

class Backend {
  get(id: string): { id: string } {
    return { id }
  }
  fail(): never {
    throw new RpcError('NOT_FOUND', 'no such thing', { data: { id: 7 } })
  }
  _secret(): string {
    return 'secret'
  }
}

describe('serving', () => {
  test('the handshake says who this is and what it takes', async () => {
    await using world = new World({ name: 'attic', limits: { maxDepth: 9 } })
    await world.connect({ token: 'open sesame' })
    expect(world.pool.hello).toMatchObject({
      name: 'attic',
      token: 'open sesame',
      versions: [1, 1],
      limits: { maxDepth: 9, maxCalls: 1024 },
    })
  })

  test('the instance is the same on all connections, and another for each provider', async () => {
    await using one = new World()
    await using two = new World()
    await one.connect()
    await one.connect()
    await two.connect()
    const instance = one.pools[0]?.hello?.instance
    expect(instance).toMatch(/^[\da-f-]{36}$/)
    expect(one.pools[1]?.hello?.instance).toBe(instance)
    expect(two.pool.hello?.instance).not.toBe(instance)
  })

  test('STATUS follows the welcome: services, concurrency, labels', async () => {
    await using world = new World({ concurrency: 3, labels: { region: 'eu', gpu: true } })
    world.provider.register('Backend', new Backend())
    await world.connect()
    expect(world.pool.statuses).toEqual([
      {
        type: 'status',
        services: { Backend: ['get', 'fail'] },
        concurrency: 3,
        labels: { region: 'eu', gpu: true },
      },
    ])
  })

  test('a provider without services may connect: it only calls', async () => {
    await using world = new World()
    await world.connect()
    expect(world.pool.status?.services).toEqual({})
  })

  test('methods are called with their params and their object', async () => {
    await using world = new World()
    world.provider.register('Backend', new Backend())
    await world.connect()
    const call = world.pool.call('Backend.get', ['a'])
    await settle()
    expect(call.outcome).toEqual({ result: { id: 'a' } })
  })

  test('errors cross; what is not offered is not there', async () => {
    await using world = new World()
    world.provider.register('Backend', new Backend())
    await world.connect()
    const calls = ['fail', '_secret', 'constructor', 'toString'].map((name) =>
      world.pool.call(`Backend.${name}`),
    )
    const elsewhere = world.pool.call('Other.get')
    await settle()
    expect(calls.map((call) => call.outcome)).toMatchObject([
      { error: { code: 'NOT_FOUND', message: 'no such thing', data: { id: 7 }, execution: 'finished' } },
      { error: { code: 'UNIMPLEMENTED', execution: 'not-started' } },
      { error: { code: 'UNIMPLEMENTED' } },
      { error: { code: 'UNIMPLEMENTED' } },
    ])
    expect(elsewhere.outcome).toMatchObject({ error: { code: 'NOT_FOUND', execution: 'not-started' } })
  })

  test('a method that wants it gets its context, and hears when its caller gives up', async () => {
    await using world = new World()
    const heard: unknown[] = []
    const waits = handler(async (context, word: string) => {
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
      heard.push((context.signal.reason as RpcError).code, word)
    })
    world.provider.register('Backend', { waits })
    await world.connect()
    const call = world.pool.call('Backend.waits', ['hi'])
    await settle()
    world.pool.peer.cancel(call)
    await settle()
    expect(heard).toEqual(['CANCELLED', 'hi'])
    expect(call.outcome).toEqual({ result: undefined })
  })

  test("it hears of its caller's deadline, in this side's time", async () => {
    await using world = new World()
    let code: string | undefined
    const waits = handler(async (context) => {
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
      code = (context.signal.reason as RpcError).code
    })
    world.provider.register('Backend', { waits })
    await world.connect()
    world.pool.call('Backend.waits', [], 500)
    await settle()
    await world.pass(499)
    expect(code).toBeUndefined()
    await world.pass(20)
    expect(code).toBe('DEADLINE_EXCEEDED')
  })

  test('and of the loss of its caller', async () => {
    await using world = new World()
    let code: string | undefined
    const waits = handler(async (context) => {
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
      code = (context.signal.reason as RpcError).code
    })
    world.provider.register('Backend', { waits })
    await world.connect()
    world.pool.call('Backend.waits')
    await settle()
    world.wires[0]?.terminate()
    await settle()
    expect(code).toBe('UNAVAILABLE')
  })
})

describe('register', () => {
  test('after connecting tells the pool at once, on all connections', async () => {
    await using world = new World()
    await world.connect()
    await world.connect()
    world.provider.register('Late', { a: () => 1 })
    await settle()
    for (const pool of world.pools) expect(pool.status?.services).toEqual({ Late: ['a'] })
    const call = world.pool.call('Late.a')
    await settle()
    expect(call.outcome).toEqual({ result: 1 })
  })

  test('after a reconnect all is offered again', async () => {
    await using world = new World()
    world.provider.register('Backend', new Backend())
    await world.connect()
    world.pool.close('goingAway')
    await settle()
    await world.pass(100)
    expect(world.pools).toHaveLength(2)
    expect(world.pool.status?.services).toEqual({ Backend: ['get', 'fail'] })
  })

  test('what no STATUS can hold is refused, and leaves nothing behind', async () => {
    await using world = new World()
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, n) => [`aMethodOfLength20_${n}`, () => n]),
    )
    world.provider.register('Small', { a: () => 1 })
    expect(() => world.provider.register('Large', many)).toThrow(/3001 methods.*at most 65536 are possible/)
    await world.connect()
    expect(world.pool.status?.services).toEqual({ Small: ['a'] })
    world.provider.register('Large', many, { methods: ['aMethodOfLength20_7'] })
    await settle()
    expect(world.pool.status?.services).toEqual({ Small: ['a'], Large: ['aMethodOfLength20_7'] })
  })

  test('a name that is taken or wrong, a service without methods', () => {
    const world = new World()
    world.provider.register('Backend', new Backend())
    expect(() => world.provider.register('Backend', new Backend())).toThrow(/registered already/)
    expect(() => world.provider.register('Back.end', new Backend())).toThrow(/without a dot/)
    expect(() => world.provider.register('Empty', {})).toThrow(/has no methods/)
    expect(() => world.provider.register('Wrong', { a: 1, b: () => 1 }, { methods: ['a'] })).toThrow(/'a'/)
  })
})

describe('update', () => {
  test('of concurrency and labels is told on all connections', async () => {
    await using world = new World({ labels: { a: 1 } })
    await world.connect()
    await world.connect()
    world.provider.update({ concurrency: 2, labels: { b: 'x' } })
    await settle()
    for (const pool of world.pools) expect(pool.status).toMatchObject({ concurrency: 2, labels: { b: 'x' } })
    for (const pool of world.pools) expect(pool.status?.labels).toEqual({ b: 'x' })
  })
})
