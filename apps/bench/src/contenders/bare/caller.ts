import { once } from 'node:events'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Caller, OpenCaller } from '../../contender.ts'
import { param } from '../../work.ts'
import { listen } from '../loopback.ts'
import { Client } from './client.ts'

/** Encoded once: it is as long as the others' params, and nobody reads it. */
const payload: Buffer = Buffer.from(JSON.stringify(param))

/** Of `ws` nothing but messages: one a call, answers in the order of the calls. Several clients take turns. */
export const open: OpenCaller = async ({ at: wanted, clients }): Promise<Caller> => {
  const { server, at } = await listen(wanted)
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  const there: Client[] = []
  const ready = new Promise<void>((resolve) => {
    sockets.on('connection', (socket: WebSocket) => {
      there.push(new Client(socket))
      if (there.length === clients) resolve()
    })
  })
  let turn = 0
  const next = (): Client => there[(turn = (turn + 1) % there.length)] as Client
  return {
    at,
    ready,
    echo: () => next().call(payload),
    bytes: (size) => next().call(`b${size}`),
    items: (count) => next().read(count),
    close: async () => {
      sockets.close()
      await once(server.close(), 'close')
    },
  }
}
