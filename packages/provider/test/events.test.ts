import { afterEach, describe, expect, test, vi } from 'vitest'
import { settle, url, World } from './support/world.ts'

const refused = { fails: { message: 'nobody there' } }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('events', () => {
  test('tell the whole story, in order', async () => {
    await using world = new World()
    world.meetings.push(refused)
    const connection = world.dial()
    expect(connection.state).toBe('connecting')
    await settle()
    await world.pass(100)
    const first = world.pool
    world.wires[0]?.terminate()
    await settle()
    await world.pass(300)
    await connection.close()
    expect(world.told).toEqual([
      [
        'error',
        expect.objectContaining({ message: "can't connect to ws://pool.test/backend: nobody there" }),
      ],
      ['connected', { resumed: false, id: first.id }],
      ['disconnected', { code: 1006, reason: '', willRetry: true }],
      ['connected', { resumed: false, id: world.pool.id }],
      ['disconnected', { code: 1000, reason: expect.any(String), willRetry: false }],
      ['closed', { code: 1000, reason: 'close() was called' }],
    ])
  })

  test('none comes before the caller of connect could listen', async () => {
    await using world = new World()
    const connection = world.provider.connect(url, { signal: AbortSignal.abort() })
    const closed = new Promise((resolve) => connection.once('closed', resolve))
    expect(await closed).toMatchObject({ code: 1000 })
  })

  test('a close for a fault is an error too', async () => {
    await using world = new World()
    await world.connect()
    world.pool.close('overloaded')
    await settle()
    expect(world.names).toEqual(['connected', 'disconnected', 'error'])
    expect(world.last('error')).toMatchObject({ code: 'RESOURCE_EXHAUSTED', data: { close: 4429 } })
  })

  test('an error that nobody listens to is printed, once', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    await using world = new World()
    world.meetings.push(refused, refused, refused)
    world.provider.connect(url)
    await settle()
    for (let n = 0; n < 5; n++) await world.pass(1000)
    expect(print).toHaveBeenCalledTimes(1)
    expect(String(print.mock.calls[0]?.[0])).toContain('nobody there')
  })

  test('one that somebody listens to is not printed', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    await using world = new World()
    world.meetings.push(refused)
    world.dial()
    await settle()
    await world.pass(100)
    expect(print).not.toHaveBeenCalled()
    expect(world.names).toEqual(['error', 'connected'])
  })

  test('a listener that throws breaks nothing here: its error is uncaught, as anywhere', async () => {
    const uncaught: unknown[] = []
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error))
    try {
      await using world = new World()
      world.provider.register('Echo', { say: (x: unknown) => x })
      const connection = world.dial()
      const mine = new Error('mine')
      connection.on('connected', () => {
        throw mine
      })
      await settle()
      const call = world.pool.call('Echo.say', ['x'])
      await settle()
      expect(call.outcome).toEqual({ result: 'x' })
      expect(uncaught).toEqual([mine])
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of before) process.on('uncaughtException', listener)
    }
  })
})
