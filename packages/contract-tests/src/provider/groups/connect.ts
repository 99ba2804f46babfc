import { json, msgpack } from '@wsrpc/provider'
import { contains, equal, failure, holds, matches, thrown } from '../check.ts'
import type { Group } from '../test.ts'

/** How a provider comes in, or is kept out. */
export const connect: Group = {
  'is connecting, then connected once the pool has let it in': async (world) => {
    const pool = await world.pool()
    const { connection, events } = world.dial(world.provider(), pool.url)
    equal(connection.state, 'connecting')
    await connection.ready
    equal(connection.state, 'connected')
    matches(await events.until('connected'), { resumed: false })
  },

  'is in the connections of the pool, as what it said of itself': async (world) => {
    const { pool, events } = await world.join({
      provider: { name: 'attic', labels: { region: 'eu', gpu: true, cores: 8 }, concurrency: 7 },
      services: { Clock: { now: () => 0 } },
    })
    await pool.ask('untilConnected', { count: 1 })
    const [info] = await pool.ask<object[]>('connections')
    matches(info, {
      id: (events.all('connected')[0] as { id: string }).id,
      name: 'attic',
      labels: { region: 'eu', gpu: true, cores: 8 },
      services: { Clock: ['now'] },
      concurrency: 7,
      subprotocol: 'wsrpc.v1.msgpack',
    })
  },

  'speaks the codec that it is told': async (world) => {
    const pool = await world.pool()
    const provider = world.provider()
    for (const codec of [json(), msgpack()]) {
      const { connection } = world.dial(provider, pool.url, { codec })
      await connection.ready
      await pool.ask('untilThereIs', { wanted: { subprotocol: `wsrpc.v1.${codec.name}` } })
    }
  },

  'brings its token, and is who the pool says': async (world) => {
    const { pool } = await world.join({
      pool: { tokens: { secret: 'worker-7' } },
      connect: { token: () => Promise.resolve('secret') },
    })
    await pool.ask('untilThereIs', { wanted: { identity: 'worker-7' } })
  },

  'asks where to go at every dial': async (world) => {
    const pool = await world.pool()
    const provider = world.provider()
    let dials = 0
    const connection = provider.connect(() => (++dials === 1 ? `${pool.url}/not-bound` : pool.url), {
      backoff: { min: 5, max: 20 },
    })
    connection.on('error', () => {})
    await connection.ready
    equal(dials, 2)
    await pool.ask('untilConnected', { count: 1 })
  },

  'brings headers': async (world) => {
    const { pool } = await world.join({ connect: { headers: { 'X-Room': 'attic' } } })
    const [headers] = await pool.ask<Record<string, unknown>[]>('headers')
    equal(headers?.['x-room'], 'attic')
  },

  'dials with the WebSocket that it is given': async (world) => {
    holds(typeof WebSocket === 'function', 'there is no WebSocket')
    let made = 0
    const webSocket = (url: string, protocols: string[]): WebSocket => {
      made++
      return new WebSocket(url, protocols)
    }
    const { pool } = await world.join({
      services: { Echo: { say: (word: string) => word } },
      connect: { webSocket: webSocket as never },
    })
    equal(await pool.call('Echo.say', ['hi']), 'hi')
    equal(made, 1)
  },

  'makes several connections of one instance': async (world) => {
    const pool = await world.pool()
    const provider = world.provider()
    const connections = provider.connectMulti(pool.url, 3)
    await Promise.all(connections.map(({ ready }) => ready))
    await pool.ask('untilConnected', { count: 3 })
    const infos = await pool.ask<{ instance: string }[]>('connections')
    equal(new Set(infos.map(({ instance }) => instance)).size, 1, 'the number of instances')
  },

  'tells of a path that is not bound, and gives up after maxAttempts': async (world) => {
    const pool = await world.pool()
    const { connection, events } = world.dial(world.provider(), `${pool.url}/other`, { maxAttempts: 2 })
    await failure(connection.ready)
    await events.until('closed')
    equal(connection.state, 'closed')
    equal(events.names, ['error', 'error', 'closed'])
  },

  'gives up after maxAttempts where nobody listens': async (world) => {
    const pool = await world.pool({ cable: true })
    await pool.ask('shut')
    const { connection, events } = world.dial(world.provider(), pool.url, { maxAttempts: 3 })
    const error = await failure(connection.ready)
    matches(error, { code: 'UNAVAILABLE', execution: 'not-started' })
    equal(events.count('error'), 3, 'the number of errors')
  },

  'refuses a wrong URL and a wrong option at once': async (world) => {
    const provider = world.provider()
    for (const wrong of ['ftp://pool.example', 'not a url', 'ws://user:secret@pool.example']) {
      equal(thrown(() => provider.connect(wrong)).name, 'TypeError')
    }
    const options = { maxAttempt: 3 } as object
    const error = thrown(() => provider.connect('ws://127.0.0.1:1', options))
    contains(error.message, 'maxAttempt')
  },
}
