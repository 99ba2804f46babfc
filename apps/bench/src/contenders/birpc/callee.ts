import { once } from 'node:events'
import { createBirpc } from 'birpc'
import { WebSocket } from 'ws'
import type { Callee, OpenCallee } from '../../contender.ts'
import { type Functions, functions, options } from './functions.ts'

type Nothing = Record<string, never>

export const open: OpenCallee = async ({ at }): Promise<Callee> => {
  const socket = new WebSocket(at, { perMessageDeflate: false })
  createBirpc<Nothing, Functions>(functions, options<Nothing, Functions>(socket) as never)
  await once(socket, 'open')
  return { at: '', close: async () => socket.close() }
}
