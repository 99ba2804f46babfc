import { jsonrpc } from '@wsrpc/jsonrpc'
import { Pool } from '@wsrpc/pool-node'
import type { Caller, OpenCaller } from '../../contender.ts'
import { fromBase64 } from '../../work.ts'
import { host, portOf } from '../loopback.ts'

/** As of wsrpc itself. */
const queueLimit = 1_000_000

export const open: OpenCaller = async ({ at: wanted }): Promise<Caller> => {
  const pool = new Pool().bind('/pool', { dialect: jsonrpc(), queue: { limit: queueLimit } })
  const ready = new Promise<void>((resolve) => pool.once('connect', () => resolve()))
  const { url } = await pool.listen({ host, port: portOf(wanted) })
  return {
    at: `${url}/pool`,
    ready,
    echo: (param) => pool.call('Bench.echo', [param]),
    bytes: async (size) => fromBase64(await pool.call<string>('Bench.base64', [size])),
    close: () => pool.close(),
  }
}
