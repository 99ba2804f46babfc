import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { maxWireBytes, type Transport, WsPlatform, WsTransport } from '@wsrpc/core'
import { Ear } from '@wsrpc/contract-tests/transport-ear'
import { WebSocket, WebSocketServer } from 'ws'
import { NodeTransport } from '../../src/accept/transport.ts'
import { makeAuthority } from '@wsrpc/contract-tests/certificates'

/** One end of a {@link WsPair}. */
export interface WsEnd {
  readonly transport: Transport
  readonly ear: Ear
  readonly socket: WebSocket
  /** Under it. */
  readonly stream: Duplex
}

/** A provider's transport and the pool's, over loopback, and what is under them. */
export interface WsPair extends AsyncDisposable {
  readonly near: WsEnd
  readonly far: WsEnd
}

/** Without encryption. */
export function plainPair(): Promise<WsPair> {
  return join(createServer(), (port) => new WebSocket(`ws://127.0.0.1:${port}`, options))
}

export async function tlsPair(): Promise<WsPair> {
  const authority = await makeAuthority()
  const server = createTlsServer(await authority.server())
  const { ca } = authority
  return join(server, (port) => new WebSocket(`wss://127.0.0.1:${port}`, { ...options, ca }))
}

const options = { perMessageDeflate: false, maxPayload: 4 * 1024 * 1024 } as const

async function join(
  server: ReturnType<typeof createServer>,
  dial: (port: number) => WebSocket,
): Promise<WsPair> {
  const webSockets = new WebSocketServer({ noServer: true, ...options })
  const arrived = new Promise<WsEnd>((resolve) => {
    server.once('upgrade', (request, stream, head) => {
      webSockets.handleUpgrade(request, stream, head, (socket) => {
        const transport = new NodeTransport(socket, stream)
        transport.welcomed() // strangers are another test's matter
        resolve(heard(transport, socket, stream))
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const near = await dialled(dial((server.address() as AddressInfo).port))
  const far = await arrived
  return {
    near,
    far,
    [Symbol.asyncDispose]: async () => {
      near.socket.terminate()
      far.socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

let key = 0x7fff0000
const platform = new WsPlatform(
  (size) => Buffer.allocUnsafe(size),
  () => (key = (key + 0x01234567) | 0),
)

/** A provider's transport, when its socket is open. */
export function dialled(socket: WebSocket): Promise<WsEnd> {
  let stream: Duplex | undefined
  socket.on('upgrade', (response) => (stream = response.socket))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => {
      const transport = new WsTransport(socket, stream, platform, maxWireBytes)
      resolve(heard(transport, socket, stream as Duplex))
    })
  })
}

function heard(transport: Transport, socket: WebSocket, stream: Duplex): WsEnd {
  const ear = new Ear()
  transport.receiver = ear
  return { transport, ear, socket, stream }
}
