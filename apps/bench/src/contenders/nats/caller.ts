import { connect } from '@nats-io/transport-node'
import type { Caller, OpenCaller } from '../../contender.ts'

/** The default, 1 s, is too short for a thousand calls of 1 MiB. */
const timeout = 30_000

export const open: OpenCaller = async ({ at }): Promise<Caller> => {
  const connection = await connect({ servers: at })
  return {
    at: '',
    ready: Promise.resolve(),
    echo: async (param) =>
      (await connection.request('bench.echo', JSON.stringify(param), { timeout })).json(),
    bytes: async (size) => (await connection.request('bench.bytes', JSON.stringify(size), { timeout })).data,
    close: () => connection.close(),
  }
}
