import { describe, expect, test, vi } from 'vitest'
import { MemoryTransport } from '@wsrpc/core/testing'
import { type Connection, type Dial, type DialOutcome, Provider } from '../src/index.ts'
import { failure, settle, World } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

/** How to bring a connection into each state that it can be closed in. */
const states: Record<string, (world: World) => Promise<Connection>> = {
  connecting: async (world) => {
    world.meetings.push({ hangs: true })
    const connection = world.dial()
    await settle()
    return connection
  },
  'connecting (its first turn)': async (world) => world.dial(),
  'connecting (asking for a token)': async (world) => {
    const connection = world.dial({ token: () => new Promise<string>(() => {}) })
    await settle()
    return connection
  },
  'connecting (in the handshake)': async (world) => {
    world.meetings.push({ mute: true })
    const connection = world.dial()
    await settle()
    return connection
  },
  waiting: async (world) => {
    world.meetings.push(refused)
    world.chance = 0.5
    const connection = world.dial()
    await settle()
    return connection
  },
  'waiting (for the connection that it had)': async (world) => {
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    world.pool.call('Slow.run')
    await settle()
    world.wires[0]?.terminate()
    await settle()
    return connection
  },
  'connecting (to the connection that it had)': async (world) => {
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    world.pool.call('Slow.run')
    await settle()
    world.meetings.push({ mute: true })
    world.wires[0]?.terminate()
    await settle()
    await world.pass(10)
    return connection
  },
  connected: async (world) => world.connect(),
  'connected (and serving)': async (world) => {
    const connection = await world.connect()
    world.pool.call('Slow.run')
    await settle()
    return connection
  },
  'connected (and calling)': async (world) => {
    const connection = await world.connect()
    void connection.call('A.b').catch(() => {})
    await settle()
    return connection
  },
  moving: async (world) => {
    const connection = await world.connect()
    world.meetings.push({ hangs: true })
    world.pool.sayGoAway()
    await settle()
    return connection
  },
  'connected (and leaving an old socket)': async (world) => {
    const connection = await world.connect()
    world.pool.call('Slow.run')
    await settle()
    world.pool.sayGoAway()
    await settle()
    return connection
  },
  'draining (without a socket)': async (world) => {
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    world.pool.call('Slow.run')
    await settle()
    void connection.drain()
    await settle()
    world.wires[0]?.terminate()
    await settle()
    return connection
  },
  draining: async (world) => {
    const connection = await world.connect()
    world.pool.call('Slow.run')
    await settle()
    void connection.drain()
    await settle()
    return connection
  },
  closed: async (world) => {
    const connection = await world.connect()
    await connection.close()
    return connection
  },
}

function slowWorld(): World {
  const world = new World()
  world.provider.register('Slow', { run: () => new Promise(() => {}) })
  return world
}

describe('close()', () => {
  test.each(Object.keys(states))('while %s: it is closed, once, and nothing is left', async (state) => {
    const world = slowWorld()
    const connection = await states[state]!(world)
    expect(connection.state).toBe(state.split(' ')[0])
    const all = [connection.close(), connection.close(), connection[Symbol.asyncDispose]()]
    await Promise.all(all)
    expect(connection.state).toBe('closed')
    expect(world.names.filter((name) => name === 'closed')).toHaveLength(1)
    expect(world.names.at(-1)).toBe('closed')
    expect(world.clock.timers, 'timers').toBe(0)
    expect(world.dials.every(({ aborted }, n) => aborted || world.wires[n] !== undefined || n === 0)).toBe(
      true,
    )
    const dials = world.dials.length
    await world.pass(100_000)
    expect(world.dials).toHaveLength(dials)
    expect(await failure(connection.call('A.b'))).toMatchObject({
      code: 'UNAVAILABLE',
      execution: 'not-started',
    })
  })

  test('tells the pool 1000, and calls in flight that they are lost', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b'))
    await settle()
    await connection.close()
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect(world.pool.end).toMatchObject({ code: 1000 })
    expect(world.last('disconnected')).toMatchObject({ code: 1000, willRetry: false })
    expect(world.last('closed')).toEqual({ code: 1000, reason: 'close() was called' })
  })

  test('while a token is asked for: it is not dialled when that comes', async () => {
    const world = new World()
    let give: ((token: string) => void) | undefined
    const connection = world.dial({ token: () => new Promise<string>((resolve) => (give = resolve)) })
    await settle()
    await connection.close()
    give?.('late')
    await settle()
    expect(world.dials).toEqual([])
  })

  test('drops a socket that opens all the same', async () => {
    let outcome: DialOutcome | undefined
    const dial: Dial = (_request, told) => {
      outcome = told
      return { abort: () => {} }
    }
    const provider = new Provider({ runtime: { dial } })
    const connection = provider.connect('ws://pool.test/')
    await settle()
    await connection.close()
    const [ours] = MemoryTransport.pair()
    outcome?.opened(ours, 'wsrpc.v1.msgpack')
    await settle()
    expect(ours.send('x')).toBe(false)
    expect(connection.state).toBe('closed')
  })

  test('tells a call that was not written that it did not start', async () => {
    await using world = new World()
    const connection = await world.connect()
    const wire = world.wires[0]!
    wire.send = () => false // as a socket that is closing already
    const failed = failure(connection.call('A.b'))
    await connection.close()
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  })

  test('does not hang on a pool that does not answer it', async () => {
    await using world = new World()
    const connection = await world.connect()
    const wire = world.wires[0]!
    wire.close = () => {} // as a TCP connection that leads nowhere
    let done = false
    const closed = connection.close().then(() => (done = true))
    await settle()
    expect(done).toBe(false)
    await world.pass(2100)
    await closed
    expect(connection.state).toBe('closed')
  })

  test.each(['connected', 'error', 'disconnected'] as const)(
    'from a listener of %s is fine',
    async (name) => {
      const world = new World()
      world.meetings.push(refused)
      const connection = world.dial()
      connection.on(name, () => void connection.close())
      await settle()
      await world.pass(1000)
      world.pools.at(-1)?.close('goingAway')
      await settle()
      expect(connection.state).toBe('closed')
      expect(world.clock.timers).toBe(0)
    },
  )

  test('makes ready reject, if it was not, and nobody has to look', async () => {
    const world = new World()
    const connection = world.dial()
    await connection.close()
    await settle()
    expect(await failure(connection.ready)).toMatchObject({ code: 'CANCELLED', execution: 'not-started' })
  })

  test('by its signal, also one that has fired already', async () => {
    await using world = new World()
    const abort = new AbortController()
    const connection = await world.connect({ signal: abort.signal })
    abort.abort()
    await settle()
    expect(connection.state).toBe('closed')
    const second = world.dial({ signal: abort.signal })
    await settle()
    expect(second.state).toBe('closed')
    expect(world.dials).toHaveLength(1)
  })

  test('lets its signal go, however it ended', async () => {
    await using world = new World()
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await (await world.connect({ signal })).close()
    world.meetings.push({ refuse: 'forbidden' })
    world.dial({ signal })
    await settle()
    expect(added).toHaveBeenCalledTimes(2)
    expect(removed).toHaveBeenCalledTimes(2)
  })

  test('of the provider closes all; it may connect again', async () => {
    await using world = new World()
    const one = await world.connect()
    const two = await world.connect()
    await world.provider.close()
    await world.provider.close()
    expect([one.state, two.state]).toEqual(['closed', 'closed'])
    const three = await world.connect()
    expect(three.state).toBe('connected')
  })
})

describe('drain()', () => {
  test('says GOAWAY, refuses new calls, lets old ones end, then closes when the pool does', async () => {
    await using world = new World()
    let end: ((value: string) => void) | undefined
    world.provider.register('Slow', { run: () => new Promise((resolve) => (end = resolve)) })
    const connection = await world.connect()
    const old = world.pool.call('Slow.run')
    await settle()
    const drained = connection.drain()
    await settle()
    expect(connection.state).toBe('draining')
    expect(world.pool.goAway).toBeDefined()
    expect(world.pool.peer.mayCall).toBe(false)
    end?.('done')
    await settle()
    expect(old.outcome).toEqual({ result: 'done' })
    world.pool.close('goingAway')
    await drained
    expect(connection.state).toBe('closed')
    expect(world.dials).toHaveLength(1)
  })

  test('a call that crosses it is refused, not lost', async () => {
    await using world = new World()
    world.provider.register('Echo', { say: (x: unknown) => x })
    const connection = await world.connect()
    void connection.drain()
    const crossing = world.pool.call('Echo.say', ['x'])
    await settle()
    expect(crossing.outcome).toEqual({ refused: 'draining' })
  })

  test('does not need the pool to close', async () => {
    await using world = new World()
    const connection = await world.connect()
    let done = false
    void connection.drain().then(() => (done = true))
    await settle()
    expect(done).toBe(true)
    expect(world.pool.end).toMatchObject({ code: 1001 })
  })

  test('is over as soon as the last call is', async () => {
    await using world = new World()
    let end: (() => void) | undefined
    world.provider.register('Slow', { run: () => new Promise<void>((resolve) => (end = resolve)) })
    const connection = await world.connect()
    const call = world.pool.call('Slow.run')
    await settle()
    void connection.drain()
    await world.pass(5000, 500)
    expect(connection.state).toBe('draining')
    end?.()
    await settle()
    expect(connection.state).toBe('closed')
    expect(call.outcome).toEqual({ result: undefined })
    expect(world.pool.end).toMatchObject({ code: 1001 })
  })

  test('lets the methods that run call the pool meanwhile', async () => {
    await using world = new World()
    const connection = await world.connect()
    let go: (() => void) | undefined
    world.provider.register('Slow', {
      run: async () => {
        await new Promise<void>((resolve) => (go = resolve))
        return connection.call('A.b')
      },
    })
    await settle()
    const call = world.pool.call('Slow.run')
    await settle()
    world.pool.serve = (incoming) => world.pool.peer.answer(incoming, 'from the pool')
    void connection.drain()
    await settle()
    go?.()
    await settle()
    expect(call.outcome).toEqual({ result: 'from the pool' })
  })

  test('after its timeout closes anyway', async () => {
    await using world = slowWorld()
    const connection = await world.connect()
    const call = world.pool.call('Slow.run')
    await settle()
    let done = false
    void connection.drain({ timeout: 1000 }).then(() => (done = true))
    await settle()
    await world.pass(900)
    expect(done).toBe(false)
    await world.pass(120)
    expect(done).toBe(true)
    expect(call.outcome).toEqual({ lost: { written: true } })
  })

  test.each(Object.keys(states))('while %s: ends too', async (state) => {
    const world = slowWorld()
    const connection = await states[state]!(world)
    let done = false
    void connection.drain({ timeout: 1000 }).then(() => (done = true))
    await settle()
    await world.pass(40_000, 1000)
    expect(done).toBe(true)
    expect(connection.state).toBe('closed')
    expect(world.clock.timers).toBe(0)
  })

  test('with nothing to wait for while it dials is over at once', async () => {
    const world = new World()
    world.meetings.push({ hangs: true })
    const connection = world.dial()
    const waiting = failure(connection.call('A.b'))
    await settle()
    await connection.drain()
    expect(await waiting).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    expect(world.dials[0]?.aborted).toBe(true)
  })

  test('a wrong option rejects', async () => {
    await using world = new World()
    const connection = await world.connect()
    expect(await failure(connection.drain({ timeout: -1 }))).toBeInstanceOf(TypeError)
    expect(connection.state).toBe('connected')
  })

  test('of the provider drains all', async () => {
    await using world = new World()
    const one = await world.connect()
    const two = await world.connect()
    const drained = world.provider.drain()
    await settle()
    for (const pool of world.pools) pool.close('goingAway')
    await drained
    expect([one.state, two.state]).toEqual(['closed', 'closed'])
  })
})

describe('await using', () => {
  test('closes a connection, and a provider', async () => {
    const world = new World()
    let kept: Connection | undefined
    {
      await using connection = world.dial()
      kept = connection
    }
    expect(kept.state).toBe('closed')
    {
      await using provider = world.provider
      kept = provider.connect('ws://pool.test/')
    }
    expect(kept.state).toBe('closed')
  })
})
