import type { IncomingMessage } from 'node:http'
import type { TlsOptions } from 'node:tls'
import {
  type BaseCallOptions,
  type Clock,
  checkServiceName,
  defaultLimits,
  type Dialect,
  type HelloMessage,
  type Interceptor,
  type Limits,
  type ServedCall,
  smallestLimits,
} from '@wsrpc/core'
import type { Origins } from './accept/origin.ts'
import type { Balancer } from './dispatch/balancers/balancer.ts'
import { leastLoaded } from './dispatch/balancers/least-loaded.ts'
import { random } from './dispatch/balancers/random.ts'
import { roundRobin } from './dispatch/balancers/round-robin.ts'
import type { Identity } from './roster/connection-info.ts'

/** Who may join. Given to the pool, they hold for all its paths; given to a path, for that one. */
export interface JoinOptions {
  /** Asked before the upgrade, with the HTTP request only: false answers 403. */
  readonly admit?: (request: IncomingMessage) => boolean | Promise<boolean>
  /**
   * Asked with the provider's HELLO, where its token is. Returns who it is, or false to turn it away for good (close
   * code 4401); an RpcError PERMISSION_DENIED that it throws turns away with 4403. Default: the client
   * certificate, where one was verified, else nobody is asked.
   */
  readonly authenticate?: (
    request: IncomingMessage,
    hello: HelloMessage,
  ) => Identity | false | undefined | Promise<Identity | false | undefined>
  /** Which browser pages may connect, besides those of the pool's own host. Clients that send no Origin are not browsers. */
  readonly origins?: Origins
  /** Host names that the pool answers to, for browsers. @default on loopback localhost, 127.0.0.1, [::1]; else any. */
  readonly hosts?: readonly string[]
}

/** Objects whose methods providers may call, by service name. */
export type Services = Readonly<Record<string, object>>

export interface PoolOptions extends JoinOptions {
  /** Most attempts of a call that may have run. @default 3 */
  readonly maxAttempts?: number
  /** How silent connections are found. @default interval 15000 ms, misses 2; interval 0 switches it off. */
  readonly heartbeat?: { readonly interval?: number; readonly misses?: number }
  /** What this side takes; announced to providers. See `defaultLimits`. */
  readonly limits?: Partial<Limits>
  /** Most connections that are not through the handshake; more are answered 503. @default 1024 */
  readonly maxHandshakes?: number
  /** Let providers see what the pool's own methods throw. @default false: INTERNAL and an id, which the `error` event has too. */
  readonly exposeErrors?: boolean
  /** Steps around every outgoing call and around every method that providers call. */
  readonly interceptors?: {
    readonly calls?: readonly Interceptor<PoolCall>[]
    readonly handlers?: readonly Interceptor<ServedCall>[]
  }
  /** For tests: time and chance. */
  readonly runtime?: { readonly clock?: Clock; readonly random?: () => number }
}

/** What an interceptor of outgoing calls sees, and may replace. */
export interface PoolCall {
  readonly method: string
  params: readonly unknown[]
  options: CallOptions | undefined
}

/** Who gets the next call: by name, a balancer of your own, or its `pick` alone. */
export type BalancerOption = 'leastLoaded' | 'roundRobin' | 'random' | Balancer | Balancer['pick']

export interface BindOptions extends JoinOptions {
  /** The services whose providers come in here. @default none: the default path, for all services that no other path names. */
  readonly services?: readonly string[]
  /** How messages travel. @default wsrpc(msgpack(), json()) */
  readonly dialect?: Dialect
  /** @default 'leastLoaded' */
  readonly balancer?: BalancerOption
  /** Most calls that may wait for a provider; more fail with RESOURCE_EXHAUSTED. @default { limit: 10000 } */
  readonly queue?: { readonly limit?: number }
  /** Methods (`Service.method`) that may run twice, or true for all: they are sent again when a provider is lost. @default false */
  readonly idempotent?: boolean | readonly string[]
  /** Services of the pool's side that providers on this path may call. @default none */
  readonly callbacks?: Services
}

/** Options of a path that providers only call: what they offer does not count. */
export type BindInOptions = Omit<BindOptions, 'services' | 'callbacks' | 'balancer' | 'queue' | 'idempotent'>

export interface ListenOptions {
  /** 0: any free one. */
  readonly port?: number
  /** @default all addresses of this machine. '127.0.0.1' for this machine only. */
  readonly host?: string
  /** As in node:tls: cert, key; for client certificates ca and requestCert. */
  readonly tls?: TlsOptions
}

/** Where a pool listens. */
export interface Address {
  readonly port: number
  readonly host: string
  /** For a provider on this machine, without the path: `ws://127.0.0.1:8080`. */
  readonly url: string
}

export interface CallOptions extends BaseCallOptions {
  /** This call may run twice: send it again when its provider is lost. @default what the path says */
  readonly idempotent?: boolean
}

const joinKeys = ['admit', 'authenticate', 'origins', 'hosts']
type Checked = 'new Pool' | 'bind' | 'bindIn' | 'listen' | 'call'

const known: Readonly<Record<Checked, readonly string[]>> = {
  'new Pool': [
    ...joinKeys,
    'maxAttempts',
    'heartbeat',
    'limits',
    'maxHandshakes',
    'exposeErrors',
    'interceptors',
    'runtime',
  ],
  bind: [...joinKeys, 'services', 'dialect', 'balancer', 'queue', 'idempotent', 'callbacks'],
  bindIn: [...joinKeys, 'dialect'],
  listen: ['port', 'host', 'tls'],
  call: ['timeout', 'signal', 'idempotencyKey', 'metadata', 'trace', 'idempotent'],
}

/** @throws TypeError naming an option that does not exist, and those that do. */
export function checkNames(where: Checked, options: object): void {
  const names = known[where]
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`the options of ${where} must be an object, not ${shown(options)}`)
  }
  for (const name in options) {
    if (!names.includes(name)) {
      throw new TypeError(`${where} has no option '${name}': it takes ${names.join(', ')}`)
    }
  }
}

/** @throws TypeError naming the option that is not what it must be. Those that all calls have, core checks. */
export function checkCallOptions(options: CallOptions): void {
  checkNames('call', options)
  const { idempotent, signal } = options
  checkBoolean('idempotent', idempotent)
  // Signals of polyfills and of other realms count too.
  if (
    signal !== undefined &&
    typeof (signal as Partial<AbortSignal> | null)?.addEventListener !== 'function'
  ) {
    throw new TypeError(`signal must be an AbortSignal, not ${shown(signal)}`)
  }
}

/** @throws TypeError naming the option that is not what it must be. */
export function checkPoolOptions(options: PoolOptions): void {
  checkNames('new Pool', options)
  checkWhole('maxAttempts', options.maxAttempts, 1)
  checkWhole('maxHandshakes', options.maxHandshakes, 1)
  checkParts('heartbeat', options.heartbeat, ['interval', 'misses'])
  checkWhole('heartbeat.interval', options.heartbeat?.interval, 0)
  checkWhole('heartbeat.misses', options.heartbeat?.misses, 1)
  checkParts('limits', options.limits, Object.keys(defaultLimits))
  for (const [name, limit] of Object.entries(options.limits ?? {})) {
    checkWhole(`limits.${name}`, limit, smallestLimits[name as keyof Limits])
  }
  checkBoolean('exposeErrors', options.exposeErrors)
  checkParts('interceptors', options.interceptors, ['calls', 'handlers'])
  for (const [name, list] of Object.entries(options.interceptors ?? {})) {
    checkList(`interceptors.${name}`, list, 'functions', (step) => typeof step === 'function')
  }
  checkParts('runtime', options.runtime, ['clock', 'random'])
  checkJoin(options)
}

/** @throws TypeError naming the option that is not what it must be. */
export function checkBindOptions(path: unknown, options: BindOptions, where: 'bind' | 'bindIn'): void {
  if (typeof path !== 'string' || !/^\/[^?#\s]*$/.test(path)) {
    throw new TypeError(`a path must be a string that begins with '/', without ? and #; got ${shown(path)}`)
  }
  checkNames(where, options)
  checkList('services', options.services, 'service names', () => true)
  for (const service of options.services ?? []) checkServiceName(service)
  checkParts('queue', options.queue, ['limit'])
  checkWhole('queue.limit', options.queue?.limit, 0)
  const { dialect, idempotent, callbacks } = options
  if (dialect !== undefined && typeof (dialect as Partial<Dialect> | null)?.open !== 'function') {
    throw new TypeError(`dialect must be a dialect, as wsrpc(msgpack()) makes one; got ${shown(dialect)}`)
  }
  if (typeof idempotent !== 'boolean') {
    checkList('idempotent', idempotent, `methods, as ['Backend.get'], or true or false`, isMethodName)
  }
  if (callbacks !== undefined && (typeof callbacks !== 'object' || callbacks === null)) {
    throw new TypeError(`callbacks must be an object of services by name; got ${shown(callbacks)}`)
  }
  checkJoin(options)
}

/** @throws TypeError for a name that is none of the balancers'. */
export function makeBalancer(option: BalancerOption = 'leastLoaded'): Balancer {
  if (typeof option === 'function') return { name: 'function', pick: option }
  const known = { leastLoaded, roundRobin, random }
  if (typeof option === 'string' && Object.hasOwn(known, option)) return known[option]()
  if (typeof (option as Partial<Balancer> | null)?.pick === 'function') return option as Balancer
  throw new TypeError(
    `balancer must be 'leastLoaded', 'roundRobin', 'random', a function or a Balancer, not ${shown(option)}`,
  )
}

function checkJoin(options: JoinOptions): void {
  for (const name of ['admit', 'authenticate'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') {
      throw new TypeError(`${name} must be a function`)
    }
  }
  const { origins, hosts } = options
  if (Array.isArray(origins)) {
    for (const origin of origins as readonly unknown[]) checkOrigin(origin)
  } else if (origins !== undefined && typeof origins !== 'function') {
    throw new TypeError(`origins must be a list of origins, as ['https://app.example'], or a function`)
  }
  checkList('hosts', hosts, 'host names', (host) => typeof host === 'string')
}

function checkOrigin(origin: unknown): void {
  // Of schemes that are no web page's (extensions, apps) URL tells no origin: scheme and host it is there too.
  if (typeof origin === 'string' && /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+$/.test(origin) && URL.canParse(origin))
    return
  throw new TypeError(
    `origins: ${shown(origin)} is not an origin; write scheme, host and port only, as 'https://app.example'`,
  )
}

function checkWhole(name: string, value: unknown, least: number): void {
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least)) return
  throw new TypeError(`${name} must be a whole number of at least ${least}, not ${shown(value)}`)
}

function checkBoolean(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return
  throw new TypeError(`${name} must be true or false, not ${shown(value)}`)
}

function checkList(name: string, list: unknown, of: string, fits: (item: unknown) => boolean): void {
  if (list === undefined || (Array.isArray(list) && list.every(fits))) return
  throw new TypeError(`${name} must be a list of ${of}; got ${shown(list)}`)
}

/** An option that has options: a wrong name in it would change nothing, and nobody would know. */
function checkParts(name: string, value: unknown, parts: readonly string[]): void {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`${name} must be an object with ${parts.join(', ')}; got ${shown(value)}`)
  }
  for (const part in value) {
    if (!parts.includes(part)) {
      throw new TypeError(`${name} has no option '${part}': it takes ${parts.join(', ')}`)
    }
  }
}

function isMethodName(name: unknown): boolean {
  return typeof name === 'string' && /^[^.]+\../.test(name)
}

/** Short, and for every value: JSON has no Infinity and no bigint. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 64)}'`
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(shown).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
