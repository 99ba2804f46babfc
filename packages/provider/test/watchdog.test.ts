import { describe, expect, test } from 'vitest'
import { settle, World } from './support/world.ts'

describe('a pool that falls silent', () => {
  test('is left after the misses that it announced itself', async () => {
    await using world = new World()
    world.meetings.push({ heartbeat: { interval: 1000, misses: 2 } })
    const connection = await world.connect()
    world.wires[0]?.hold() // our pings do not arrive, so nothing comes back
    await world.pass(2000)
    expect(connection.state).toBe('connected')
    await world.pass(1100)
    expect(world.last('disconnected')).toMatchObject({ code: 4409, willRetry: true })
    await world.pass(100)
    expect(connection.state).toBe('connected')
    expect(world.pools).toHaveLength(2)
  })

  test('is not, when it answers', async () => {
    await using world = new World()
    world.meetings.push({ heartbeat: { interval: 1000, misses: 2 } })
    const connection = await world.connect()
    for (let n = 0; n < 20; n++) await world.pass(1000)
    expect(connection.state).toBe('connected')
    expect(world.dials).toHaveLength(1)
  })

  test('is left also when the option says undefined: that is the default', async () => {
    await using world = new World()
    world.meetings.push({ heartbeat: { interval: 1000, misses: 2 } })
    await world.connect({ heartbeat: { interval: undefined, misses: undefined } as never })
    world.wires[0]?.hold()
    await world.pass(3100, 100)
    expect(world.last('disconnected')).toMatchObject({ code: 4409, willRetry: true })
  })

  test('the option has the last word', async () => {
    await using world = new World()
    world.meetings.push({ heartbeat: { interval: 1000, misses: 2 } })
    const connection = await world.connect({ heartbeat: { interval: 0 } })
    world.wires[0]?.hold()
    await world.pass(100_000, 1000)
    expect(connection.state).toBe('connected')
    expect(world.names).toEqual(['connected'])
    world.wires[0]?.deliver()
    await settle()
  })
})
