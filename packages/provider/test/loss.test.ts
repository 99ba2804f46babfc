import { describe, expect, test } from 'vitest'
import { failure, settle, World } from './support/world.ts'

describe('when the socket is lost', () => {
  test('a call that was written: unknown', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b'))
    await settle()
    world.wires[0]?.terminate()
    expect(await failed).toMatchObject({ code: 'UNAVAILABLE', execution: 'unknown' })
    expect((await failed).message).toMatch(/^A\.b: the connection was lost/)
  })

  test('a call that was not written goes over the next one, before those that came later', async () => {
    await using world = new World()
    const connection = await world.connect()
    // The wire is gone, and nobody has been told yet.
    world.wires[0]?.terminate()
    const lucky = connection.call('A.first')
    await settle()
    const later = connection.call('A.second')
    await world.pass(100)
    expect(world.pools).toHaveLength(2)
    expect(world.pools[0]?.calls).toEqual([])
    expect(world.pool.calls.map((call) => call.method)).toEqual(['A.first', 'A.second'])
    for (const call of world.pool.calls) world.pool.peer.answer(call, call.method)
    expect(await Promise.all([lucky, later])).toEqual(['A.first', 'A.second'])
  })

  test('one that was given up goes nowhere any more', async () => {
    await using world = new World()
    const connection = await world.connect()
    const abort = new AbortController()
    world.wires[0]?.terminate()
    const failed = failure(connection.call('A.first', [], { signal: abort.signal }))
    abort.abort()
    expect(await failed).toMatchObject({ code: 'CANCELLED' })
    await settle()
    await world.pass(100)
    expect(world.pools).toHaveLength(2)
    expect(world.pool.calls).toEqual([])
  })

  test('a call that was given up before stays settled', async () => {
    await using world = new World()
    const connection = await world.connect()
    const failed = failure(connection.call('A.b', [], { timeout: 50 }))
    await settle()
    await world.pass(60)
    expect(await failed).toMatchObject({ code: 'DEADLINE_EXCEEDED' })
    world.wires[0]?.terminate()
    await settle()
    expect(connection.state).toBe('waiting')
  })

  test('the slots of the methods that run stay taken until they settle', async () => {
    await using world = new World({ concurrency: 1 })
    let end: (() => void) | undefined
    world.provider.register('Slow', { run: () => new Promise<void>((resolve) => (end = resolve)) })
    await world.connect()
    world.pool.call('Slow.run')
    await settle()
    world.wires[0]?.terminate()
    await settle()
    await world.pass(100)
    const refused = world.pool.call('Slow.run')
    await settle()
    expect(refused.outcome).toEqual({ refused: 'full' })
    end?.()
    await settle()
    const taken = world.pool.call('Slow.run')
    await settle()
    end?.()
    await settle()
    expect(taken.outcome).toEqual({ result: undefined })
  })
})
