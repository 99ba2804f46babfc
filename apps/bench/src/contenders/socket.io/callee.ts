import { once } from 'node:events'
import { io } from 'socket.io-client'
import type { Callee, OpenCallee } from '../../contender.ts'
import { handlers, type Param } from '../../work.ts'

export const open: OpenCallee = async ({ at }): Promise<Callee> => {
  const socket = io(at, { transports: ['websocket'] })
  socket.on('echo', (param: Param, answer: (result: unknown) => void) => answer(handlers.echo(param)))
  socket.on('bytes', (size: number, answer: (result: unknown) => void) => answer(handlers.bytes(size)))
  await once(socket as never, 'connect')
  return { at: '', close: async () => void socket.close() }
}
