import { once } from 'node:events'
import { newWebSocketRpcSession, RpcTarget } from 'capnweb'
import { WebSocketServer } from 'ws'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'
import { listen } from '../loopback.ts'

/** As its README has it for Node: the client calls, so the callee listens. */
export class Bench extends RpcTarget {
  echo(param: Param): Param {
    return handlers.echo(param)
  }
  bytes(size: number): Uint8Array {
    return handlers.bytes(size)
  }
  items(count: number): ReadableStream<Uint8Array> {
    return ReadableStream.from(handlers.items(count)) as ReadableStream<Uint8Array>
  }
}

export const open: OpenCallee = async (): Promise<Callee> => {
  const { server, at } = await listen('')
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  // The cast is its README's: only the types differ.
  sockets.on('connection', (socket) => newWebSocketRpcSession(socket as never, new Bench()))
  return {
    at,
    close: async () => {
      sockets.close()
      await once(server.close(), 'close')
    },
  }
}
