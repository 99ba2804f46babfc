import {
  defaultLimits,
  type Codec,
  type Dialect,
  type Clock,
  type HeartbeatOptions,
  type Interceptor,
  type LabelValue,
  type Limits,
  msgpack,
  type ServedCall,
  smallestLimits,
  withoutUndefined,
  wsrpc,
} from '@wsrpc/core'
import { type BackoffOptions, defaultBackoff } from './backoff.ts'
import type { OutgoingContext } from './calls/caller.ts'
import {
  anything,
  checkFunctions,
  checkInteger,
  checkNames,
  checkNumber,
  checkOptions,
  type Checks,
  checkString,
  show,
} from './check.ts'
import type { Dial, TlsOptions, Unsupported, WebSocketSource } from './dial/dial.ts'
import { checkSupported } from './dial/supported.ts'
import { refuseUnsaid } from './unasked.ts'
import { parseUrl } from './url.ts'

/** A value, or a function that gives it, asked at every dial. */
export type Ask<T> = T | (() => T | Promise<T>)

/** Where to dial: `ws:`, `wss:`, or `http:` and `https:`, which mean the same. */
export type UrlSource = Ask<string | URL>

/** What a provider needs of its surroundings. */
export interface Runtime {
  readonly clock: Clock
  /** 0 ≤ chance < 1. */
  readonly random: () => number
  readonly dial: Dial
}

/** Steps around calls; the first is the outermost. */
export interface ProviderInterceptors {
  /** Around the calls and notifies that this side sends. */
  readonly calls?: readonly Interceptor<OutgoingContext>[]
  /** Around the methods that this side serves. */
  readonly handlers?: readonly Interceptor<ServedCall>[]
}

export interface ProviderOptions {
  /** For people, and for the pool's call option `provider`. At most 256 characters. */
  readonly name?: string
  /** What the pool may choose by, as `{ region: 'eu', gpu: true }`. */
  readonly labels?: Readonly<Record<string, LabelValue>>
  /**
   * Most methods that run at once, over all connections. A call past it is refused, and goes elsewhere.
   * @default 1024
   */
  readonly concurrency?: number
  /** What this side takes. Announced to the pool. Default: `defaultLimits` of the core. */
  readonly limits?: Partial<Limits>
  readonly interceptors?: ProviderInterceptors
  /** For tests: another clock, chance or dial. */
  readonly runtime?: Partial<Runtime>
}

export interface ConnectOptions {
  /** How messages are written. Default: `wsrpc(codec)`. */
  readonly dialect?: Dialect
  /** How values are written by the native dialect. Default: `msgpack()`. */
  readonly codec?: Codec
  /** What the pool's `authenticate` wants to see; goes in the handshake, never in the URL. At most 12 KiB. */
  readonly token?: Ask<string | undefined>
  /** Not in browsers, which use their own store of certificates. */
  readonly tls?: TlsOptions
  /** HTTP headers of the dial. Not in browsers, whose WebSocket has none. */
  readonly headers?: Ask<Readonly<Record<string, string>> | undefined>
  /** How long to wait before the next dial. Default: 100 ms, doubled up to 30 s, with full jitter. */
  readonly backoff?: BackoffOptions
  /**
   * After so many failed dials in a row the connection is closed.
   * @default Infinity
   */
  readonly maxAttempts?: number
  /** This side's watchdog: `interval` in ms (0: none). Default: what the pool announces. */
  readonly heartbeat?: Partial<HeartbeatOptions>
  /** Origins that a draining pool may send us to, as `['wss://eu.example.com']`, besides its own. Default: none. */
  readonly redirects?: readonly string[]
  /** Firing is `close()`. */
  readonly signal?: AbortSignal
  /** Instead of the platform's. */
  readonly webSocket?: WebSocketSource
}

/** {@link ConnectOptions} with all defaults filled in. */
export interface ConnectSettings {
  readonly dialect: Dialect
  readonly token: ConnectOptions['token']
  readonly tls: TlsOptions | undefined
  readonly headers: ConnectOptions['headers']
  readonly backoff: Readonly<Required<BackoffOptions>>
  readonly maxAttempts: number
  readonly heartbeat: Partial<HeartbeatOptions>
  readonly redirects: ReadonlySet<string>
  readonly signal: AbortSignal | undefined
  readonly webSocket: WebSocketSource | undefined
}

/** HELLO has room for 16 KiB, and there is more in it. */
const maxTokenLength = 12 * 1024

/** What {@link Runtime} has. */
export const runtimeNames: readonly string[] = ['clock', 'random', 'dial']

/** How a provider's options are checked, wherever it runs. */
export const providerChecks: Checks<ProviderOptions> = {
  name: (name, value) => checkString(name, value, 256),
  labels: (_name, value) => checkLabels(value),
  concurrency: checkCount,
  limits: checkLimits,
  interceptors: (name, value) =>
    checkOptions(name, value, { calls: checkFunctions, handlers: checkFunctions }, `${name}.`),
  runtime: (name, value) => checkNames(name, value, runtimeNames),
}

const connectChecks: Checks<ConnectOptions> = {
  dialect: anything,
  codec: anything,
  token: (_name, value) => typeof value === 'function' || checkToken(value),
  tls: (name, value) => checkNames(name, value, tlsNames),
  headers: (_name, value) => typeof value === 'function' || checkHeaders(value),
  backoff: checkBackoff,
  maxAttempts: (name, value) => value === Infinity || checkCount(name, value),
  heartbeat: (name, value) =>
    checkOptions(
      name,
      value,
      { interval: (path, ms) => checkNumber(path, ms, 0, 2 ** 31), misses: checkCount },
      `${name}.`,
    ),
  redirects: (name, value) => {
    if (!Array.isArray(value)) throw new TypeError(`${name} must be an array: ['wss://eu.example.com']`)
  },
  signal: (name, value) => {
    if (typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function') return
    throw new TypeError(`${name} must be an AbortSignal, not ${show(value)}`)
  },
  webSocket: (name, value) => {
    if (typeof value === 'function') return
    throw new TypeError(`${name} must be a class or a function, not ${show(value)}`)
  },
}

const tlsNames =
  'ca cert key pfx passphrase servername rejectUnauthorized ciphers minVersion maxVersion'.split(' ')

/** @throws TypeError that names the option that is wrong. */
export function checkProviderOptions(options: ProviderOptions): void {
  checkOptions('new Provider(options)', options, providerChecks)
}

function checkCount(name: string, value: unknown): void {
  checkInteger(name, value, 1)
}

function checkLimits(name: string, limits: unknown): void {
  checkNames(name, limits, Object.keys(defaultLimits))
  for (const [limit, value] of Object.entries(withoutUndefined(limits as Partial<Limits>))) {
    checkInteger(`${name}.${limit}`, value, smallestLimits[limit as keyof Limits])
  }
}

/** @throws TypeError when a label is not a string, a finite number or a boolean. */
export function checkLabels(labels: unknown): void {
  checkNames('labels', labels, Object.keys(labels ?? {}))
  for (const [name, label] of Object.entries(labels as object)) {
    if (typeof label === 'string' || typeof label === 'boolean' || Number.isFinite(label)) continue
    throw new TypeError(`labels.${name} must be a string, a finite number or a boolean, not ${show(label)}`)
  }
}

/**
 * Fills the defaults in.
 *
 * @throws TypeError that names the option that is wrong, or that this runtime can't follow.
 * @throws RpcError UNIMPLEMENTED: the dialect can't follow it.
 */
export function connectSettings(options: ConnectOptions, unsupported: Unsupported): ConnectSettings {
  checkOptions('connect(url, options)', options, connectChecks)
  const { token, tls, headers, backoff = {}, maxAttempts = Infinity, heartbeat = {} } = options
  const { redirects = [], signal, webSocket } = options
  for (const name of ['tls', 'headers'] as const) {
    if (options[name] !== undefined && webSocket !== undefined)
      throw new TypeError(`${name} goes together with webSocket only inside it: give ${name} to yours`)
  }
  checkSupported(options, unsupported)
  const dialect = dialectOf(options)
  if (token !== undefined) refuseUnsaid(dialect, 'token', 'use headers')
  return {
    dialect,
    token,
    tls,
    headers,
    maxAttempts,
    heartbeat: withoutUndefined(heartbeat),
    signal,
    webSocket,
    backoff: { ...defaultBackoff, ...withoutUndefined(backoff) },
    redirects: new Set(redirects.map((origin, index) => originOf(origin, `redirects[${index}]`))),
  }
}

/** @throws TypeError when it is no token. Also for what a function gave. */
export function checkToken(token: unknown): void {
  checkString('token', token, maxTokenLength)
}

/** @throws TypeError when they are no headers, or would break the WebSocket's own. Also for what a function gave. */
export function checkHeaders(headers: unknown): void {
  checkNames('headers', headers, Object.keys(headers ?? {}))
  for (const [name, value] of Object.entries(headers as object)) {
    if (typeof value !== 'string')
      throw new TypeError(`headers: ${name} must be a string, not ${show(value)}`)
    if (/^(connection|upgrade|sec-websocket-.*)$/i.test(name)) {
      throw new TypeError(`headers: ${name} belongs to the WebSocket itself, leave it out`)
    }
  }
}

function checkBackoff(name: string, backoff: unknown): void {
  checkNames(name, backoff, Object.keys(defaultBackoff))
  const { min, max, factor } = { ...defaultBackoff, ...withoutUndefined(backoff as BackoffOptions) }
  checkNumber(`${name}.min`, min, 1, 2 ** 31)
  checkNumber(`${name}.max`, max, 1, 2 ** 31)
  checkNumber(`${name}.factor`, factor, 1, 100)
  if (max < min) throw new TypeError(`${name}.max must be at least ${name}.min, ${min}, not ${max}`)
}

function dialectOf({ dialect, codec }: ConnectOptions): Dialect {
  if (dialect === undefined) return dialectOver(codec === undefined ? msgpack() : codec)
  if (codec !== undefined)
    throw new TypeError('codec belongs to the default dialect: leave it or dialect out')
  if (typeof dialect?.open === 'function' && areNames(dialect.subprotocols)) return dialect
  throw new TypeError(
    `dialect must be a dialect, with open() and subprotocols, as wsrpc(msgpack()) is, not ${show(dialect)}`,
  )
}

function dialectOver(codec: Codec): Dialect {
  try {
    return wsrpc(codec)
  } catch (cause) {
    throw new TypeError(`codec: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

function areNames(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
}

function originOf(value: unknown, name: string): string {
  let url: URL
  try {
    url = parseUrl(value)
  } catch (cause) {
    throw new TypeError(`${name} must be an origin, as 'wss://eu.example.com' is, not ${show(value)}`, {
      cause,
    })
  }
  if (url.pathname === '/' && url.search === '') return url.origin
  throw new TypeError(`${name} must be an origin without path or query: write '${url.origin}'`)
}
