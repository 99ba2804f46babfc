import { checkServiceName, defaultLimits, type Dialect, type Limits, smallestLimits } from '@wsrpc/core'
import type { BindOptions, JoinOptions, PoolOptions } from '../options.ts'
import { checkHedge } from './hedge.ts'
import { checkNames } from './names.ts'
import { checkEjection, checkRetryBudget } from './protection.ts'
import { checkBoolean, checkList, checkParts, checkWhole, shown } from './values.ts'

/** @throws TypeError naming the option that is not what it must be. */
export function checkPoolOptions(options: PoolOptions): void {
  checkNames('new Pool', options)
  checkWhole('maxAttempts', options.maxAttempts, 1)
  checkWhole('maxHandshakes', options.maxHandshakes, 1)
  checkParts('heartbeat', options.heartbeat, ['interval', 'misses'])
  checkWhole('heartbeat.interval', options.heartbeat?.interval, 0)
  checkWhole('heartbeat.misses', options.heartbeat?.misses, 1)
  checkWhole('resumeWindow', options.resumeWindow, 0)
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
  checkQueue(options.queue)
  checkHedge(options.hedge)
  checkRetryBudget(options.retryBudget)
  checkEjection(options.ejection)
  checkWhole('slowStart', options.slowStart, 0)
  checkWhole('concurrency', options.concurrency, 1)
  if (options.weight !== undefined && typeof options.weight !== 'function') {
    throw new TypeError(`weight must be a function, as (connection) => 2; got ${shown(options.weight)}`)
  }
  const { dialect, idempotent, callbacks } = options
  if (dialect !== undefined) checkDialects(Array.isArray(dialect) ? dialect : [dialect])
  if (typeof idempotent !== 'boolean') {
    checkList('idempotent', idempotent, `methods, as ['Backend.get'], or true or false`, isMethodName)
  }
  if (callbacks !== undefined && (typeof callbacks !== 'object' || callbacks === null)) {
    throw new TypeError(`callbacks must be an object of services by name; got ${shown(callbacks)}`)
  }
  checkJoin(options)
}

function checkDialects(dialects: readonly unknown[]): void {
  for (const dialect of dialects) {
    if (typeof (dialect as Partial<Dialect> | null)?.open === 'function') continue
    const uncalled = typeof dialect === 'function' ? `: call it, as ${dialect.name || 'dialect'}()` : ''
    throw new TypeError(
      `dialect must be a dialect, as wsrpc(msgpack()) makes one; got ${shown(dialect)}${uncalled}`,
    )
  }
  if (dialects.length === 0)
    throw new TypeError('dialect must not be an empty list: leave it out for wsrpc()')
  const names = (dialects as readonly Dialect[]).flatMap(({ subprotocols }) => subprotocols)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new TypeError(`dialect: two of the list have the subprotocol '${twice}': leave one of them out`)
  }
  const bare = (dialects as readonly Dialect[]).filter((one) => one.bare === true)
  if (bare.length < 2) return
  throw new TypeError(
    `dialect: ${bare.map(({ name }) => name).join(' and ')} are both spoken without a subprotocol, ` +
      'and nobody could tell which one is: give them paths of their own',
  )
}

function checkQueue(queue: BindOptions['queue']): void {
  checkParts('queue', queue, ['limit', 'tenantLimit', 'tenantWeights'])
  checkWhole('queue.limit', queue?.limit, 0)
  checkWhole('queue.tenantLimit', queue?.tenantLimit, 0)
  const weights: unknown = queue?.tenantWeights
  if (weights === undefined || typeof weights === 'function') return
  if (typeof weights !== 'object' || weights === null) {
    throw new TypeError(
      `queue.tenantWeights must be an object of weights by tenant, or a function; got ${shown(weights)}`,
    )
  }
  for (const [tenant, weight] of Object.entries(weights)) {
    if (isWeight(weight)) continue
    throw new TypeError(`queue.tenantWeights.${tenant} must be a number over 0, not ${shown(weight)}`)
  }
}

/** Whether it may be the share of somebody. */
export function isWeight(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity
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

function isMethodName(name: unknown): boolean {
  return typeof name === 'string' && /^[^.]+\../.test(name)
}
