import { once } from 'node:events'
import { Server, type Socket } from 'socket.io'
import type { Caller, OpenCaller } from '../../contender.ts'
import { listen } from '../loopback.ts'

/** The default of 1 MB is just too small for a result of 1 MiB. */
const maxHttpBufferSize = 16 * 1024 * 1024

/** WebSocket only, which saves the polling before. Compression is off by default. */
export const open: OpenCaller = async (): Promise<Caller> => {
  const { server, at } = await listen('')
  const io = new Server(server, { transports: ['websocket'], maxHttpBufferSize })
  let client: Socket | undefined
  const ready = (once(io, 'connection') as Promise<[Socket]>).then(([socket]) => void (client = socket))
  const call = (event: string, param: unknown): Promise<unknown> =>
    (client as Socket).emitWithAck(event, param)
  return {
    at,
    ready,
    echo: (param) => call('echo', param),
    bytes: (size) => call('bytes', size) as Promise<Uint8Array>,
    close: () => io.close(),
  }
}
