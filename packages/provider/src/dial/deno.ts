import type { WebSocketLike } from '@wsrpc/core'
import type { Dial, DialFailure, DialRequest, Pem, TlsOptions, Unsupported } from './dial.ts'
import { advise, messageOf, type Reading, readFailure, statusOnly } from './failure.ts'
import { dialGiven } from './given.ts'
import { Opening } from './opening.ts'
import { checkSupported } from './supported.ts'

/** What Deno's HttpClient has no option for. */
export const unsupported: Unsupported = {
  'tls.pfx': 'Deno reads PEM only; give tls: { cert, key }',
  'tls.passphrase': 'Deno opens no keys; give it one that is not encrypted',
  'tls.servername':
    "Deno compares the pool's certificate with the URL; use the name that is in the certificate",
  'tls.rejectUnauthorized': 'start Deno with --unsafely-ignore-certificate-errors',
  'tls.ciphers': 'Deno chooses them; set them at the pool',
  'tls.minVersion': 'Deno chooses it; set it at the pool',
  'tls.maxVersion': 'Deno chooses it; set it at the pool',
}

/** https://docs.deno.com/api/deno/~/Deno.CreateHttpClientOptions */
interface ClientOptions {
  readonly caCerts?: string[]
  readonly cert?: string
  readonly key?: string
}

interface HttpClient {
  close(): void
}

interface DenoGlobal {
  readonly Deno: { createHttpClient(options: ClientOptions): HttpClient }
  readonly WebSocket: new (
    url: string,
    options: {
      readonly protocols: readonly string[]
      readonly headers?: Readonly<Record<string, string>>
      readonly client?: HttpClient
    },
  ) => WebSocketLike
}

export const dial: Dial = (request, outcome) => {
  if (request.webSocket !== undefined) return dialGiven(request.webSocket, request, outcome)
  const opening = new Opening(outcome, {
    failureOf: request.url.protocol === 'wss:' ? secureFailure : plainFailure,
  })
  opening.take(() => openSocket(request, globalThis as unknown as DenoGlobal))
  return opening
}

function openSocket({ url, protocols, headers, tls }: DialRequest, runtime: DenoGlobal): WebSocketLike {
  checkSupported({ tls }, unsupported)
  const client = tls && runtime.Deno.createHttpClient(clientOptions(tls))
  try {
    const socket = new runtime.WebSocket(url.href, {
      protocols,
      ...(headers === undefined ? {} : { headers }),
      ...(client === undefined ? {} : { client }),
    })
    // It comes after a failed dial, too.
    if (client !== undefined) socket.addEventListener('close', () => client.close())
    return socket
  } catch (error) {
    client?.close()
    throw error
  }
}

function clientOptions({ ca, cert, key }: TlsOptions): ClientOptions {
  return {
    ...(ca === undefined ? {} : { caCerts: textsOf(ca) }),
    ...(cert === undefined ? {} : { cert: onlyOne('cert', cert) }),
    ...(key === undefined ? {} : { key: onlyOne('key', key) }),
  }
}

function onlyOne(name: 'cert' | 'key', pem: Pem): string {
  const [text, ...more] = textsOf(pem)
  if (text !== undefined && more.length === 0) return text
  throw new TypeError(`tls.${name} must be one file in this runtime, not a list of ${more.length + 1}`)
}

function textsOf(pem: Pem): string[] {
  const files = typeof pem === 'string' || pem instanceof Uint8Array ? [pem] : pem
  return files.map((file) => (typeof file === 'string' ? file : new TextDecoder().decode(file)))
}

const readings: readonly Reading[] = [statusOnly(/Invalid status code: (\d+)/)]

/**
 * Whatever was wrong with a first attempt over TLS, Deno makes a second one with HTTP/2, and tells why that failed.
 * https://github.com/denoland/deno/issues/36704
 */
const secureReadings: readonly Reading[] = [
  advise(
    /NoApplicationProtocol|HTTP\/2/,
    'Deno says this whatever was wrong. Does the pool let this provider in, and is the path bound? ' +
      "If the pool's certificate is your own, trust it with tls: { ca }; " +
      "if the pool wants this side's certificate, give it with tls: { cert, key }",
  ),
  ...readings,
]

const plainFailure = (error: unknown): DialFailure => failureIn(error, readings)
const secureFailure = (error: unknown): DialFailure => failureIn(error, secureReadings)

function failureIn(error: unknown, known: readonly Reading[]): DialFailure {
  const text = messageOf(error).replace(/^(NetworkError: )?failed to connect to WebSocket: /, '')
  return { ...readFailure(text, known), cause: error }
}
