import { describe, expect, test } from 'vitest'
import { failure, settle, World } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

describe('a pool that drains', () => {
  test('is left for a new socket at once; the old one serves on until the pool closes it', async () => {
    await using world = new World()
    world.provider.register('Echo', { say: (x: unknown) => x })
    const connection = await world.connect()
    const old = world.pool
    old.sayGoAway()
    await settle()
    expect(world.pools, 'no wait').toHaveLength(2)
    expect(connection.state).toBe('connected')
    expect(world.names).toEqual(['connected', 'connected'])
    const served = old.call('Echo.say', ['from its queue'])
    await settle()
    expect(served.outcome).toEqual({ result: 'from its queue' })
    old.close('goingAway')
    await settle()
    expect(world.names, 'nothing is lost by that').toEqual(['connected', 'connected'])
  })

  test('calls in flight end there, new ones go to the new socket', async () => {
    await using world = new World()
    const connection = await world.connect()
    const old = world.pool
    const first = connection.call('A.first')
    await settle()
    old.sayGoAway()
    await settle()
    const second = connection.call('A.second')
    await settle()
    expect(old.calls.map((call) => call.method)).toEqual(['A.first'])
    expect(world.pool.calls.map((call) => call.method)).toEqual(['A.second'])
    await world.pass(5000)
    expect(old.end, 'it waits for the call').toBeUndefined()
    old.peer.answer(old.calls[0]!, 1)
    world.pool.peer.answer(world.pool.calls[0]!, 2)
    expect(await Promise.all([first, second])).toEqual([1, 2])
    await settle()
    await world.pass(3100)
    expect(old.end, 'all calls ended, and the pool does not close').toMatchObject({ code: 1001 })
  })

  test('while there is no new socket, calls wait, and the state says why', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.meetings.push(refused, refused)
    world.pool.sayGoAway()
    await settle()
    expect(connection.state).toBe('moving')
    const result = connection.call('A.b')
    const late = failure(connection.call('A.b', [], { timeout: 50 }))
    await world.pass(60)
    expect(await late).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
    await world.pass(1000, 10)
    expect(connection.state).toBe('connected')
    world.pool.peer.answer(world.pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('a call that it refused for that goes over the next socket', async () => {
    await using world = new World()
    const connection = await world.connect()
    const old = world.pool
    const result = connection.call('A.b')
    await settle()
    old.sayGoAway()
    old.peer.refuse(old.calls[0]!, 'draining')
    await settle()
    expect(world.pool.calls).toHaveLength(1)
    world.pool.peer.answer(world.pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('but not one that was given up meanwhile', async () => {
    await using world = new World()
    const connection = await world.connect()
    const old = world.pool
    const failed = failure(connection.call('A.b', [], { timeout: 100 }))
    await settle()
    await world.pass(120)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED', execution: 'unknown' })
    old.sayGoAway()
    old.peer.refuse(old.calls[0]!, 'draining')
    await settle()
    expect(world.pools).toHaveLength(2)
    expect(world.pool.calls).toEqual([])
  })

  test('one that refuses without GOAWAY is not asked again and again', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b', [], { timeout: 500 }))
    await settle()
    world.pool.peer.refuse(world.pool.calls[0]!, 'draining')
    await settle()
    await world.pass(520)
    expect(world.pool.calls).toHaveLength(1)
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'not-started' })
  })

  test('when its old socket breaks before the new one is there, that is a loss, and the dial goes on', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.meetings.push({ hangs: true })
    world.pool.sayGoAway()
    await settle()
    world.wires[0]?.terminate()
    await settle()
    expect(world.last('disconnected')).toMatchObject({ code: 1006, willRetry: true })
    expect(connection.state).toBe('connecting')
    await world.pass(10_100)
    await world.pass(1000)
    expect(connection.state).toBe('connected')
    expect(world.dials).toHaveLength(3)
  })

  test('or while the next dial waits', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.sayGoAway({ retryAfter: 3000 })
    await settle()
    world.wires[0]?.terminate()
    await settle()
    expect(connection.state).toBe('waiting')
    await world.pass(3100)
    expect(connection.state).toBe('connected')
    expect(world.dials).toHaveLength(2)
  })

  test('and says so again changes nothing', async () => {
    await using world = new World()
    const connection = await world.connect()
    const old = world.pool
    old.sayGoAway()
    await settle()
    old.link.send({ type: 'goAway' })
    await settle()
    expect(world.dials).toHaveLength(2)
    const result = connection.call('A.b')
    await settle()
    world.pool.peer.answer(world.pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
    world.meetings.push({ hangs: true })
    world.pool.sayGoAway()
    await settle()
    world.pool.link.send({ type: 'goAway' })
    await settle()
    expect(connection.state).toBe('moving')
  })

  test('says when to come back', async () => {
    await using world = new World()
    await world.connect()
    world.pool.sayGoAway({ retryAfter: 3000 })
    await settle()
    await world.pass(2900)
    expect(world.dials).toHaveLength(1)
    await world.pass(200)
    expect(world.dials).toHaveLength(2)
  })

  test('says where to come back, for one dial', async () => {
    await using world = new World()
    await world.connect({ redirects: ['ws://other.test'] })
    world.meetings.push(refused)
    world.pool.sayGoAway({ url: 'ws://other.test/b' })
    await settle()
    await world.pass(1000)
    expect(world.dials.map(({ request }) => request.url.href)).toEqual([
      'ws://pool.test/backend',
      'ws://other.test/b',
      'ws://pool.test/backend',
    ])
  })

  test('a place that is not allowed is reported, and not dialled', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.pool.sayGoAway({ url: 'ws://evil.test/' })
    await settle()
    expect(world.last('error')).toMatchObject({ code: 'FAILED_PRECONDITION' })
    expect((world.last('error') as Error).message).toMatch(/ws:\/\/evil\.test.*redirects/)
    expect(world.dials.map(({ request }) => request.url.host)).toEqual(['pool.test', 'pool.test'])
    expect(connection.state).toBe('connected')
  })

  test('pools that send us round in circles slow the dialling down', async () => {
    await using world = new World()
    world.chance = 1 - 2 ** -53
    await world.connect()
    world.pool.sayGoAway()
    await settle()
    expect(world.dials).toHaveLength(2)
    world.pool.sayGoAway()
    await settle()
    expect(world.dials, 'the second time it waits').toHaveLength(2)
    await world.pass(220)
    expect(world.dials).toHaveLength(3)
  })

  test('a fatal answer to the new dial lets the old calls end, and is the end', async () => {
    await using world = new World()
    const connection = await world.connect()
    const old = world.pool
    const result = connection.call('A.slow')
    await settle()
    world.meetings.push({ refuse: 'unauthenticated' })
    old.sayGoAway()
    await settle()
    expect(connection.state).toBe('draining')
    expect(await failure(connection.call('A.more'))).toMatchObject({ code: 'UNAVAILABLE' })
    old.peer.answer(old.calls[0]!, 'fine')
    expect(await result).toBe('fine')
    await settle()
    old.close('goingAway')
    await settle()
    expect(connection.state).toBe('closed')
    expect(world.last('closed')).toMatchObject({ code: 4401 })
  })
})
