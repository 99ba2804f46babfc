import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { maxWireBytes, type Transport, WsPlatform, WsTransport } from '@wsrpc/core'
import { Ear } from '@wsrpc/contract-tests/transport-ear'
import { WebSocket, WebSocketServer } from 'ws'
import { NodeTransport } from '../../src/accept/transport.ts'
import { type Frame, framesIn } from './frames.ts'

/** Puts an ear on a socket that is open. @returns the transport, if it made one. */
export type Listen = (socket: WebSocket, stream: Duplex, ear: Ear) => Transport | undefined

/** A WebSocket of which one end is heard, and the other is bytes. */
export interface ByHand {
  readonly ear: Ear
  /** The end that is heard. */
  readonly transport: Transport | undefined
  /** The other end, after the handshake. */
  readonly socket: Socket
  /** Whether what it sends has to be masked. */
  readonly masks: boolean
  /** Resolves with all that it was sent, when that has ended. */
  readonly sent: Promise<readonly Frame[]>
}

/** Who is held to it: the one end or the other. */
export interface Bench extends AsyncDisposable {
  open(listen: Listen): Promise<ByHand>
}

const platform = new WsPlatform(
  (size) => Buffer.allocUnsafe(size),
  () => 0x80818283 | 0,
)

/** As the pool and a provider read. */
export const asWeDo: Listen = (socket, stream, ear) => {
  // Only a client knows where it dialled.
  const transport = socket.url ? providers(socket, stream) : pools(socket, stream)
  transport.receiver = ear
  return transport
}

function providers(socket: WebSocket, stream: Duplex): Transport {
  return new WsTransport(socket, stream, platform, maxWireBytes)
}

function pools(socket: WebSocket, stream: Duplex): Transport {
  const transport = new NodeTransport(socket, stream)
  transport.welcomed()
  return transport
}

/** As `ws` alone does. */
export const asWsDoes: Listen = (socket, _stream, ear) => {
  socket.on('message', (data: Buffer, isBinary) =>
    ear.message(isBinary ? new Uint8Array(data) : String(data)),
  )
  socket.on('close', (code, reason) => ear.closed({ code, reason: String(reason) }))
  socket.on('error', () => {})
  return undefined
}

/** A server is heard; the bytes are a client's. */
export async function serverBench(): Promise<Bench> {
  const http = createHttpServer()
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxWireBytes })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    open: async (listen) => {
      const ear = new Ear()
      let transport: Transport | undefined
      http.once('upgrade', (request, stream, head) => {
        server.handleUpgrade(request, stream, head, (opened) => (transport = listen(opened, stream, ear)))
      })
      const socket = connect((http.address() as AddressInfo).port, '127.0.0.1')
      socket.write(
        'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
      )
      await readHead(socket)
      return { ear, transport, socket, masks: true, sent: rest(socket) }
    },
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

/** A client is heard; the bytes are a server's. `first`: what comes in one write with the answer to the upgrade. */
export async function clientBench(first: Uint8Array = new Uint8Array(0)): Promise<Bench> {
  const tcp = createServer()
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  return {
    open: async (listen) => {
      const ear = new Ear()
      const accepted = once(tcp, 'connection')
      const client = new WebSocket(`ws://127.0.0.1:${(tcp.address() as AddressInfo).port}`, {
        perMessageDeflate: false,
        maxPayload: maxWireBytes,
      })
      let stream: Duplex | undefined
      client.on('upgrade', (response) => (stream = response.socket))
      const opened = new Promise<Transport | undefined>((resolve) => {
        client.on('open', () => resolve(listen(client, stream as Duplex, ear)))
      })
      const [socket] = (await accepted) as [Socket]
      const key = /sec-websocket-key: (.*)\r\n/i.exec(await readHead(socket))?.[1]
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      const answer = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(answer), first]))
      const sent = rest(socket)
      return { ear, transport: await opened, socket, masks: false, sent }
    },
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => tcp.close(resolve))
    },
  }
}

/** Reads an HTTP head: nothing follows it before the other side has spoken. */
async function readHead(socket: Socket): Promise<string> {
  let head = ''
  while (!head.endsWith('\r\n\r\n')) head += String((await once(socket, 'data'))[0])
  socket.on('error', () => {})
  return head
}

function rest(socket: Socket): Promise<readonly Frame[]> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve) => socket.on('close', () => resolve(framesIn(Buffer.concat(chunks)))))
}
