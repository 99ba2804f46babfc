import { describe, expect, test } from 'vitest'
import { Numbers } from './support/numbers.ts'
import { failure, settle, World } from './support/world.ts'

describe('a call that has not left whole', () => {
  const large = 'x'.repeat(4 * 1024 * 1024)

  test.each(['signal', 'time'] as const)(
    'and is given up (%s) did not start; its slot is free at once',
    async (by) => {
      await using world = new World()
      world.usual = { limits: { maxCalls: 1 } }
      const connection = await world.connect()
      world.pool.serve = (call) => world.pool.peer.answer(call, call.method)
      world.wires[0]?.hold() // so that the connection's window fills
      const abort = new AbortController()
      const options = by === 'signal' ? { signal: abort.signal } : { timeout: 100 }
      const stream = new Numbers()
      const failed = failure(connection.call('A.large', [large, stream], options))
      const next = connection.call('A.next')
      await settle()
      if (by === 'signal') abort.abort()
      else await world.pass(120)
      const code = by === 'signal' ? 'CANCELLED' : 'DEADLINE_EXCEEDED'
      expect(await failed).toMatchObject({ code, execution: 'not-started' })
      expect(stream.closed).toBe(1)
      await settle()
      world.wires[0]?.deliver()
      await settle()
      world.wires[0]?.deliver()
      expect(await next).toBe('A.next')
      expect(world.pool.calls.map((call) => call.method)).toEqual(['A.next'])
    },
  )

  test('and is lost goes over the next socket', async () => {
    await using world = new World()
    const connection = await world.connect()
    world.wires[0]?.hold()
    const result = connection.call('A.large', [large])
    await settle()
    world.wires[0]?.terminate()
    await settle()
    await world.pass(100)
    expect(world.pool.calls.map((call) => call.method)).toEqual(['A.large'])
    world.pool.peer.answer(world.pool.calls[0]!, 'ok')
    expect(await result).toBe('ok')
  })

  test('goes on after a resume', async () => {
    await using world = new World()
    world.usual = { window: 15_000 }
    const connection = await world.connect()
    const pool = world.pool
    pool.serve = (call) => pool.peer.answer(call, (call.params[0] as string).length)
    world.wires[0]?.hold()
    const result = connection.call('A.large', [large])
    await settle()
    world.wires[0]?.deliver(3)
    world.wires[0]?.terminate()
    await settle()
    await world.pass(100)
    expect(await result).toBe(large.length)
    expect(pool.calls).toHaveLength(1)
  })
})

test('a large value travels in both directions', async () => {
  await using world = new World()
  world.provider.register('Echo', { say: (x: unknown) => x })
  const connection = await world.connect()
  world.pool.serve = (call) => world.pool.peer.answer(call, call.params[0])
  const bytes = new Uint8Array(3 * 1024 * 1024).fill(7)
  expect(await connection.call('A.b', [bytes])).toEqual(bytes)
  const call = world.pool.call('Echo.say', [bytes])
  await settle()
  expect(call.outcome).toEqual({ result: bytes })
})
