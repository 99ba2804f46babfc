import type { IncomingMessage } from 'node:http'
import { type ClientOptions, WebSocket } from 'ws'
import { maxWireBytes, WsPlatform, WsTransport } from '@wsrpc/core'
import type { DialFailure, Dialling, DialOutcome, DialRequest } from './dial.ts'
import { messageOf, otherSubprotocol, type Reading, readFailure, showYours, trustIt } from './failure.ts'
import { MaskingKeys } from './masking-keys.ts'
import { Opening } from './opening.ts'
import { maxBody, refusal } from './refusal.ts'

/** What to do about errors of OpenSSL, by their codes. The first four: nobody whom this machine trusts signed the certificate. */
const advice: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: trustIt,
  SELF_SIGNED_CERT_IN_CHAIN: trustIt,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: trustIt,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: trustIt,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: showYours,
}

const readings: readonly Reading[] = [otherSubprotocol(/^Server sent (an invalid|no) subprotocol$/)]

/** What all sockets share; made by the first. */
let client: WsPlatform | undefined

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
  const opening = new Opening(outcome, {
    transportOf: (opened) => new WsTransport(opened as WebSocket, stream, (client ??= platform()), readPast),
    failureOf,
  })
  const socket = opening.take(() => new WebSocket(url, [...protocols], options))
  socket?.on('upgrade', (response) => (stream = response.socket))
  socket?.on('unexpected-response', (_request, response: IncomingMessage) => {
    const { statusCode = 0, headers: answer } = response
    readSome(response, (body) => opening.fail(refusal(statusCode, answer['retry-after'], body, Date.now())))
  })
  return opening
}

function platform(): WsPlatform {
  const keys = new MaskingKeys()
  return new WsPlatform(
    (size) => Buffer.allocUnsafe(size),
    () => keys.next(),
  )
}

function failureOf(error: unknown): DialFailure {
  const text = messageOf(error)
  const found = advice[(error as NodeJS.ErrnoException | undefined)?.code ?? '']
  return {
    ...(found === undefined ? readFailure(text, readings) : { message: `${text}: ${found}` }),
    cause: error,
  }
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
