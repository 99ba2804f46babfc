import { msgpack } from '@wsrpc/core'
import { type ClientOptions, WebSocket } from 'ws'

/** How a socket ended. */
export interface RawEnd {
  readonly code: number
  readonly reason: string
}

/** A WebSocket that knows nothing of wsrpc: for bytes that no provider would send. */
export interface RawClient {
  readonly socket: WebSocket
  readonly ended: Promise<RawEnd>
  /** Each as it came. */
  readonly messages: (Buffer | string)[]
  /** Resolves when so many messages have come. */
  received(count: number): Promise<void>
}

export async function rawClient(
  url: string,
  subprotocol: string | null = 'wsrpc.v1.json',
  options: ClientOptions = {},
): Promise<RawClient> {
  const socket = new WebSocket(url, subprotocol === null ? [] : [subprotocol], options)
  const messages: (Buffer | string)[] = []
  let wake = (): void => {}
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    messages.push(isBinary ? data : data.toString())
    wake()
  })
  const ended = new Promise<RawEnd>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  const received = async (count: number): Promise<void> => {
    while (messages.length < count) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { socket, ended, messages, received }
}

/** The HTTP answer to an upgrade that is refused. */
export function refusedUpgrade(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number; body: string; retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, ['wsrpc.v1.json'], options)
    socket.on('open', () => {
      socket.terminate()
      reject(new Error('it was let in'))
    })
    socket.on('error', reject)
    socket.on('unexpected-response', (_request, response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body, retryAfter: response.headers['retry-after'] })
      })
    })
  })
}

/** A HELLO that the pool takes. */
export const hello = [
  16,
  { versions: [1, 1], agent: 'raw', instance: 'raw-1', features: [], limits: {} },
] as const

export const asJson = (...frames: readonly unknown[]): string => JSON.stringify(frames)

const limits = { maxMessageBytes: 1e6, maxDepth: 64, maxItems: 1e6, maxStringBytes: 1e6 }
export function asMsgpack(...frames: readonly (readonly unknown[])[]): Uint8Array {
  const encoder = msgpack().createEncoder(limits)
  for (const frame of frames) encoder.append(frame)
  return encoder.take() as Uint8Array
}
