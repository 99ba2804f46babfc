import { once } from 'node:events'
import { type BirpcReturn, createBirpc } from 'birpc'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Caller, OpenCaller } from '../../contender.ts'
import { fromBase64 } from '../../work.ts'
import { listen } from '../loopback.ts'
import { type Functions, options } from './functions.ts'

type Nothing = Record<string, never>

export const open: OpenCaller = async (): Promise<Caller> => {
  const { server, at } = await listen('')
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  let remote: BirpcReturn<Functions, Nothing> | undefined
  const ready = (once(sockets, 'connection') as Promise<[WebSocket]>).then(([socket]) => {
    remote = createBirpc<Functions, Nothing>({}, options<Functions, Nothing>(socket) as never)
  })
  const functions = (): BirpcReturn<Functions, Nothing> => remote as BirpcReturn<Functions, Nothing>
  return {
    at,
    ready,
    echo: (param) => functions().echo(param),
    bytes: async (size) => fromBase64(await functions().bytes(size)),
    close: async () => {
      sockets.close()
      await once(server.close(), 'close')
    },
  }
}
