import { equal, failure, matches } from '../check.ts'
import type { Group } from '../test.ts'

/** The end. */
export const close: Group = {
  'the pool sees that it closed on purpose; twice is once': async (world) => {
    const { pool, connection, events } = await world.join()
    await Promise.all([connection.close(), connection.close()])
    equal(connection.state, 'closed')
    equal(events.count('closed'), 1)
    await pool.ask('untilLeft', { count: 1 })
    equal(await pool.ask('left'), [{ code: 1000, resumable: false }])
    equal(await pool.ask('connections'), [])
  },

  'calls in flight end as lost, later ones do not start': async (world) => {
    const { pool, connection } = await world.join()
    const lost = failure(connection.call('Desk.hold', ['one']))
    await pool.ask('untilNoted', { text: 'one runs' })
    await connection.close()
    matches(await lost, { code: 'UNAVAILABLE', execution: 'unknown' })
    const late = await failure(connection.call('Desk.echo', ['hi']))
    matches(late, { code: 'UNAVAILABLE', execution: 'not-started' })
  },

  'before the first connection: ready rejects, and nobody has to look': async (world) => {
    const pool = await world.pool()
    const { connection, events } = world.dial(world.provider(), pool.url)
    await connection.close()
    equal(events.names, ['closed'])
    matches(await failure(connection.ready), { name: 'RpcError', execution: 'not-started' })
    const unheard = world.dial(world.provider(), pool.url).connection
    await unheard.close()
  },

  'by its signal, also one that has fired already': async (world) => {
    const pool = await world.pool()
    const abort = new AbortController()
    const { connection, events } = world.dial(world.provider(), pool.url, { signal: abort.signal })
    await connection.ready
    abort.abort()
    await events.until('closed')
    const late = world.dial(world.provider(), pool.url, { signal: abort.signal })
    await late.events.until('closed')
    equal(late.events.count('connected'), 0)
  },

  'at the end of an await using': async (world) => {
    const { connection } = await world.join()
    // What compilers make of it where the runtime has no such symbol.
    const dispose: typeof Symbol.asyncDispose = (Symbol.asyncDispose ??
      Symbol.for('Symbol.asyncDispose')) as typeof Symbol.asyncDispose
    await connection[dispose]()
    equal(connection.state, 'closed')
  },

  'of the provider closes all its connections': async (world) => {
    const pool = await world.pool()
    const provider = world.provider()
    const connections = provider.connectMulti(pool.url, 3)
    await Promise.all(connections.map(({ ready }) => ready))
    await provider.close()
    equal(
      connections.map(({ state }) => state),
      ['closed', 'closed', 'closed'],
    )
    await pool.ask('untilLeft', { count: 3 })
  },
}
