import { Pool } from '@wsrpc/pool-node'
import type { Caller, OpenCaller } from '../../contender.ts'
import { host, portOf } from '../loopback.ts'

/** More than the most calls that the bench lets wait. The default would refuse them, as it should. */
const queueLimit = 1_000_000

/** The pool, as its README shows it: nothing else is set. */
export const open: OpenCaller = async ({ at: wanted, clients }): Promise<Caller> => {
  const pool = new Pool().bind('/pool', { queue: { limit: queueLimit } })
  const ready = new Promise<void>((resolve) => {
    pool.on('connect', () => {
      if (pool.connections.size === clients) resolve()
    })
  })
  const { url } = await pool.listen({ host, port: portOf(wanted) })
  return {
    at: `${url}/pool`,
    ready,
    echo: (param) => pool.call('Bench.echo', [param]),
    bytes: (size) => pool.call('Bench.bytes', [size]),
    items: async (count) => {
      let bytes = 0
      const items = await pool.call<AsyncIterable<Uint8Array>>('Bench.items', [count])
      for await (const { length } of items) bytes += length
      return bytes
    },
    close: () => pool.close(),
  }
}
