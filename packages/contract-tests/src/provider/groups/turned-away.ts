import { contains, equal, failure, matches } from '../check.ts'
import type { Group } from '../test.ts'

interface Rude {
  readonly url: string
  readonly server: number
}

/** Close codes that say: do not come back. */
const fatal = { 4401: 'unauthenticated', 4403: 'forbidden', 4406: 'dialect', 4426: 'version' }

/** Those that do not. */
const passing = [1001, 1011, 4400, 4408, 4413, 4429, 4500]

/** How a pool turns a provider away. */
export const turnedAway: Group = {
  'a token that the pool does not know ends it for good: 4401': async (world) => {
    const pool = await world.pool({ tokens: { secret: 'worker-7' } })
    const { connection, events } = world.dial(world.provider(), pool.url, { token: 'wrong' })
    matches(await failure(connection.ready), { code: 'UNAUTHENTICATED' })
    matches(await events.until('closed'), { code: 4401 })
    equal(connection.state, 'closed')
    equal(events.names, ['error', 'closed'])
  },

  'an identity that may not join ends it for good: 4403': async (world) => {
    const pool = await world.pool({ tokens: { secret: 'forbidden' } })
    const { connection, events } = world.dial(world.provider(), pool.url, { token: 'secret' })
    matches(await failure(connection.ready), { code: 'PERMISSION_DENIED' })
    matches(await events.until('closed'), { code: 4403 })
  },

  ...Object.fromEntries(
    Object.entries(fatal).map(([code, reason]): [string, Group[string]] => [
      `a server that closes with ${code} is not dialled again`,
      async (world) => {
        const { url, server } = await world.command<Rude>('startRude', { code: Number(code), reason })
        world.onEnd(() => world.command('closeRude', { server }))
        const { connection, events } = world.dial(world.provider(), url)
        await failure(connection.ready)
        matches(await events.until('closed'), { code: Number(code), reason })
        equal(await world.command('dialsOfRude', { server }), 1, 'the number of dials')
      },
    ]),
  ),

  'a server that closes with any other code is dialled again': async (world) => {
    for (const code of passing) {
      const { url, server } = await world.command<Rude>('startRude', { code, reason: 'later' })
      world.onEnd(() => world.command('closeRude', { server }))
      const { connection, events } = world.dial(world.provider(), url, { maxAttempts: 2 })
      await failure(connection.ready)
      await events.until('closed')
      equal(await world.command('dialsOfRude', { server }), 2, `the number of dials at ${code}`)
      contains(String(events.all('error')[0]), String(code))
    }
  },
}
