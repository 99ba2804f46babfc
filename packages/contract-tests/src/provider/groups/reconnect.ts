import { equal, holds, matches } from '../check.ts'
import type { Group } from '../test.ts'

/** A provider dials again. */
export const reconnect: Group = {
  'is back after its socket was cut, and serves': async (world) => {
    const { pool, connection, events } = await world.join({
      pool: { cable: true },
      services: { Echo: { say: (word: string) => word } },
    })
    await pool.ask('cut')
    matches(await events.until('disconnected'), { code: 1006, willRetry: true })
    await events.until('connected', 2)
    equal(connection.state, 'connected')
    equal(await pool.call('Echo.say', ['again']), 'again')
  },

  'comes in anew, with all that it offers, where another pool took the place': async (world) => {
    const { pool, provider, events } = await world.join({
      pool: { cable: true },
      services: { Echo: { say: (word: string) => word } },
    })
    provider.register('Late', { is: () => 'here' })
    await pool.ask('restart')
    matches(await events.until('disconnected'), { code: 1001, willRetry: true })
    matches(await events.until('connected', 2), { resumed: false })
    equal(await pool.call('Echo.say', ['anew']), 'anew')
    equal(await pool.call('Late.is'), 'here')
  },

  'asks for its token at every dial': async (world) => {
    let asked = 0
    const { pool, events } = await world.join({
      pool: { cable: true, tokens: { 'token 1': 'first', 'token 2': 'second' } },
      connect: { token: () => `token ${++asked}` },
    })
    await pool.ask('untilThereIs', { wanted: { identity: 'first' } })
    await pool.ask('restart')
    await events.until('connected', 2)
    await pool.ask('untilThereIs', { wanted: { identity: 'second' } })
  },

  'waits longer before each dial, up to max, and dials until somebody is there': async (world) => {
    const pool = await world.pool({ cable: true })
    await pool.ask('shut')
    // Full jitter would make of each wait anything from 0 up.
    const provider = world.provider({ runtime: { random: () => 0.999 } })
    const { connection, events } = world.dial(provider, pool.url, {
      backoff: { min: 20, max: 80, factor: 2 },
    })
    const failedAt: number[] = []
    connection.on('error', () => failedAt.push(performance.now()))
    await events.until('error', 5)
    for (const [n, wait] of [20, 40, 80, 80].entries()) {
      const waited = failedAt[n + 1]! - failedAt[n]!
      // Runtimes round their clocks.
      holds(waited > wait * 0.9, `it waited ${waited} ms before dial ${n + 2}, not ${wait}`)
    }
    await pool.ask('restart')
    await connection.ready
  },

  'a call that is made meanwhile waits for the next connection': async (world) => {
    const { pool, connection, events } = await world.join({ pool: { cable: true } })
    await pool.ask('shut')
    await events.until('disconnected')
    const call = connection.call('Desk.echo', ['patience'])
    await pool.ask('restart')
    equal(await call, 'patience')
  },
}
