import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'
import { Batching } from './batching.ts'

const methods: Readonly<Record<string, (param: unknown) => unknown>> = {
  // As a handler that users write: it may wait for something.
  echo: async (param) => handlers.echo(param as Param),
  bytes: async (size) => handlers.bytes(size as number),
}

export const open: OpenCallee = async ({ at }): Promise<Callee> => {
  const socket = new WebSocket(at, { perMessageDeflate: false })
  new Batching(socket, (method, param) => methods[method]?.(param))
  await once(socket, 'open')
  return { at: '', close: async () => socket.close() }
}
