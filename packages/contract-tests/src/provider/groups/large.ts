import { contains, equal, failure, matches } from '../check.ts'
import { makeBytes, makeText, numbers } from '../made.ts'
import type { Outcome } from '../pool.ts'
import { same } from '../same.ts'
import type { Group } from '../test.ts'

const mebibyte = 1024 * 1024

const makers = { bytes: makeBytes, text: makeText }

/** Values that do not fit into one message, and those that are too large for the other side. */
export const large: Group = {
  'a param of 1 MiB arrives as it was: bytes and text': async (world) => {
    const isAsMade = (kind: keyof typeof makers, value: unknown): boolean =>
      same(value, makers[kind](mebibyte))
    const { pool } = await world.join({
      services: {
        Large: { bytes: (it: unknown) => isAsMade('bytes', it), text: (it: unknown) => isAsMade('text', it) },
      },
    })
    for (const kind of ['bytes', 'text']) {
      const outcome = await pool.ask('callWithMade', { method: `Large.${kind}`, kind, size: mebibyte })
      equal(outcome, { value: true }, kind)
    }
  },

  'a result of 1 MiB arrives as it was: bytes and text': async (world) => {
    const { pool } = await world.join({ services: { Large: makers } })
    for (const kind of ['bytes', 'text']) {
      equal(await pool.ask('isMade', { method: `Large.${kind}`, kind, size: mebibyte }), true, kind)
    }
  },

  'the same over the callbacks of the pool': async (world) => {
    const { connection } = await world.join()
    const bytes = makeBytes(mebibyte)
    equal(same(await connection.call('Desk.echo', [bytes]), bytes), true)
  },

  'small calls get past a large value': async (world) => {
    const { pool } = await world.join({ services: { Large: { take: (it: Uint8Array) => it.length } } })
    const big = pool.ask('callWithMade', { method: 'Large.take', kind: 'bytes', size: 4 * mebibyte })
    const list = Array.from({ length: 20 }, (_, n) => [numbers(n)])
    const outcomes = await pool.ask<Outcome[]>('calls', { method: 'Large.take', list })
    equal(
      outcomes.map(({ value }) => value),
      list.map((_, n) => n),
    )
    equal(await big, { value: 4 * mebibyte })
  },

  'a param over the limit of the provider fails its call only, and names the limit': async (world) => {
    const { pool } = await world.join({
      provider: { limits: { maxMessageBytes: 100_000 } },
      services: { Large: { take: (it: Uint8Array) => it.length } },
    })
    const tooLarge = { method: 'Large.take', kind: 'bytes', size: 200_000 }
    const { error } = await pool.ask<Outcome>('callWithMade', tooLarge)
    matches(error, { code: 'INVALID_ARGUMENT', execution: 'not-started' })
    contains(error!.message, 'maxMessageBytes')
    equal(await pool.ask('callWithMade', { ...tooLarge, size: 90_000 }), {
      value: 90_000,
    })
  },

  'a result over the limit of the pool fails its call only, and names the limit': async (world) => {
    const { pool } = await world.join({
      pool: { options: { limits: { maxMessageBytes: 100_000 } } },
      services: { Large: makers },
    })
    const error = await pool.failure('Large.bytes', [200_000])
    matches(error, { code: 'INVALID_ARGUMENT', execution: 'finished' })
    contains(error.message, 'maxMessageBytes')
    equal(await pool.ask('isMade', { method: 'Large.bytes', kind: 'bytes', size: 90_000 }), true)
  },

  'a call over the limit of the pool is refused before it leaves': async (world) => {
    const { connection } = await world.join({
      pool: { options: { limits: { maxMessageBytes: 100_000 } } },
    })
    const error = await failure(connection.call('Desk.echo', [makeBytes(200_000)]))
    matches(error, { code: 'INVALID_ARGUMENT', execution: 'not-started' })
    contains(error.message, 'maxMessageBytes')
    equal(await connection.call('Desk.echo', ['still there']), 'still there')
  },
}
