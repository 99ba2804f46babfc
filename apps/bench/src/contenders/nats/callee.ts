import { connect } from '@nats-io/transport-node'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'

/** Params as JSON; results of bytes as they are. Callbacks, which its documentation has for what must be fast. */
export const open: OpenCallee = async ({ at }): Promise<Callee> => {
  const connection = await connect({ servers: at })
  connection.subscribe('bench.echo', {
    callback: (_error, message) => {
      message.respond(JSON.stringify(handlers.echo(message.json<Param>())))
    },
  })
  connection.subscribe('bench.bytes', {
    callback: (_error, message) => {
      message.respond(handlers.bytes(message.json<number>()))
    },
  })
  // Until the broker has it, nobody is there to be called.
  await connection.flush()
  return { at: '', close: () => connection.close() }
}
