import type { IncomingMessage } from 'node:http'
import { type ClientOptions, WebSocket } from 'ws'
import { maxWireBytes, WsPlatform, WsTransport } from '@wsrpc/core'
import type { Dialling, DialOutcome, DialRequest } from './dial.ts'
import { MaskingKeys } from './masking-keys.ts'
import { Opening } from './opening.ts'
import { refusal } from './refusal.ts'

/** As much of a refusal's text as is read, in bytes. */
const maxBody = 1024

/** Errors of OpenSSL that mean: the pool's certificate is not signed by anybody whom this machine trusts. */
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

const keys = new MaskingKeys()
const client = new WsPlatform(
  (size) => Buffer.allocUnsafe(size),
  () => keys.next(),
)

/**
 * Dials with the package `ws`: it takes certificates and headers, says why a dial failed, and gives the stream under its
 * socket, which carries binary messages in less time.
 */
export function dialWithWs(request: DialRequest, outcome: DialOutcome): Dialling {
  const { url, protocols, headers, tls, maxMessageBytes } = request
  const options: ClientOptions = {
    ...(tls as ClientOptions | undefined),
    ...(headers === undefined ? {} : { headers }),
    // Memory, and secrets mixed with an attacker's text: see the pool.
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  }
  let stream: IncomingMessage['socket'] | undefined
  const readPast = Math.min(maxMessageBytes, maxWireBytes)
  const opening = new Opening(
    outcome,
    (opened) => new WsTransport(opened as WebSocket, stream, client, readPast),
  )
  const socket = opening.take(() => new WebSocket(url, [...protocols], options))
  socket?.on('upgrade', (response) => (stream = response.socket))
  socket?.on('unexpected-response', (_request, response: IncomingMessage) => {
    const { statusCode = 0, headers: answer } = response
    readSome(response, (body) => opening.fail(refusal(statusCode, answer['retry-after'], body, Date.now())))
  })
  // Before the listener of `opening`, which knows no certificates.
  socket?.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (!untrusted.has(error.code ?? '')) return
    const message = `${error.message}: if the pool's certificate is your own, trust it with tls: { ca }`
    opening.fail({ message, cause: error })
  })
  return opening
}

function readSome(response: IncomingMessage, done: (text: string) => void): void {
  let text = ''
  const finish = (): void => {
    response.destroy()
    done(text)
  }
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
    if (text.length >= maxBody) finish()
  })
  response.on('end', finish)
  response.on('error', finish)
}
