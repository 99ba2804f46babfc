import { contains, equal, failure } from '../check.ts'
import type { Group } from '../test.ts'

/** Encryption, and certificates of either side. */
export const tls: Group = {
  'joins a pool that demands a certificate, with one, and a root of its own': async (world) => {
    const pool = await world.pool({ tls: true })
    const services = { Echo: { say: (word: string) => word } }
    const { connection } = world.dial(world.provider({}, services), pool.url, { tls: pool.tls! })
    await connection.ready
    equal(await pool.call('Echo.say', ['in private']), 'in private')
  },

  'is known to the pool by its certificate': async (world) => {
    const pool = await world.pool({ tls: true })
    const { connection } = world.dial(world.provider(), pool.url, { tls: pool.tls! })
    await connection.ready
    await pool.ask('untilConnected', { count: 1 })
    const [info] = await pool.ask<{ identity?: { commonName?: string } }[]>('connections')
    equal(info?.identity?.commonName, 'worker-7')
  },

  'is not let in without a certificate': async (world) => {
    const pool = await world.pool({ tls: true })
    const options = { tls: { ca: pool.tls!.ca }, maxAttempts: 1 }
    const { connection, events } = world.dial(world.provider(), pool.url, options)
    await failure(connection.ready)
    equal(events.count('connected'), 0)
  },

  'does not join a pool that nobody vouches for': async (world) => {
    const pool = await world.pool({ tls: true })
    // The pool would let it in.
    const { cert, key } = pool.tls!
    const options = { tls: { cert, key }, maxAttempts: 1 }
    const { connection, events } = world.dial(world.provider(), pool.url, options)
    const error = await failure(connection.ready)
    contains(error.message, 'trust it with tls: { ca }')
    equal(events.count('connected'), 0)
  },
}
