import { once } from 'node:events'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Caller, OpenCaller } from '../../contender.ts'
import { listen } from '../loopback.ts'
import { Batching } from './batching.ts'

export const open: OpenCaller = async (): Promise<Caller> => {
  const { server, at } = await listen('')
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  const connection = once(sockets, 'connection') as Promise<[WebSocket]>
  let rpc: Batching | undefined
  const ready = connection.then(([socket]) => void (rpc = new Batching(socket, () => undefined)))
  const call = (method: string, param: unknown): Promise<unknown> => (rpc as Batching).call(method, param)
  return {
    at,
    ready,
    echo: (param) => call('echo', param),
    bytes: (size) => call('bytes', size) as Promise<Uint8Array>,
    close: async () => {
      sockets.close()
      await once(server.close(), 'close')
    },
  }
}
