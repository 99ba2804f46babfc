import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketTransport, type WebSocketLike } from '@wsrpc/core'
import type { TransportPair } from '@wsrpc/contract-tests/transport'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import { NodeTransport } from '../../src/accept/transport.ts'

/** A client's socket and the pool's, over loopback; `dial` makes the client's. */
export async function socketPair(dial: (url: string) => WebSocketLike): Promise<TransportPair> {
  const server = createServer()
  const webSockets = new WebSocketServer({ noServer: true })
  const arrived = new Promise<{ transport: NodeTransport; socket: ServerSocket }>((resolve) => {
    server.once('upgrade', (request, stream, head) => {
      webSockets.handleUpgrade(request, stream, head, (socket) => {
        resolve({ transport: new NodeTransport(socket, stream), socket })
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = dial(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await new Promise<void>((resolve, reject) => {
    client.addEventListener('open', () => resolve())
    client.addEventListener('error', ({ message }) => reject(new Error(message)))
  })
  const near = new WebSocketTransport(client)
  const { transport: far, socket } = await arrived
  far.welcomed() // strangers are another test's matter
  return {
    near,
    far,
    [Symbol.asyncDispose]: async () => {
      near.terminate()
      socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
