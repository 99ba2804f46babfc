import { RpcError } from '@wsrpc/provider'
import { equal, failure, matches } from '../check.ts'
import type { Group } from '../test.ts'

/** Steps around calls. */
export const interceptors: Group = {
  'stand around each method, outermost first, and may refuse': async (world) => {
    const seen: unknown[] = []
    const { pool } = await world.join({
      services: { Sum: { of: (a: number, b: number) => a + b, secret: () => 42 } },
      provider: {
        interceptors: {
          handlers: [
            async ({ method }, next) => {
              seen.push(`before ${method}`)
              const result = await next()
              seen.push(`after ${method}`)
              return result
            },
            (context, next) => {
              if (context.method === 'Sum.secret') throw new RpcError('PERMISSION_DENIED', 'not you')
              context.params = context.params.map((param) => Number(param) * 10)
              return next()
            },
          ],
        },
      },
    })
    equal(await pool.call('Sum.of', [1, 2]), 30)
    equal(seen, ['before Sum.of', 'after Sum.of'])
    matches(await pool.failure('Sum.secret'), { code: 'PERMISSION_DENIED' })
  },

  'stand around each call to the pool, and may change it': async (world) => {
    const { connection } = await world.join({
      provider: {
        interceptors: {
          calls: [
            (context, next) => {
              if (context.method === 'Desk.cached') return 'from the cache'
              context.options = { ...context.options, metadata: { user: 'u1' } }
              return next()
            },
          ],
        },
      },
    })
    equal(await connection.call('Desk.cached'), 'from the cache')
    matches(await connection.call('Desk.about'), { metadata: { user: 'u1' } })
    matches(await failure(connection.call('Desk.refuse')), { code: 'FAILED_PRECONDITION' })
  },
}
