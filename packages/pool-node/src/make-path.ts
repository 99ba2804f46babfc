import { type Dialect, json, msgpack, Registry, wsrpc } from '@wsrpc/core'
import type { BoundPath } from './accept/bound-path.ts'
import { makeBalancer } from './balancers/choose.ts'
import { isWeight } from './check/options.ts'
import { shown } from './check/values.ts'
import type { BindOptions, JoinOptions, QueueOptions, Services } from './options.ts'
import { Binding, type QueueRules } from './roster/binding.ts'

/** Most calls at once of one that can't say how many: as many as a provider takes that says nothing. */
const defaultConcurrency = 1024

/** What `bind` or `bindIn` said of a path. */
export interface Wish {
  readonly path: string
  readonly options: BindOptions
  /** Those that it names; none: all that no other path names. `undefined`: its providers only call. */
  readonly services: readonly string[] | undefined
  /** What its providers may call. */
  readonly callbacks: Services | undefined
}

/**
 * A path as it was wished for, with the defaults.
 *
 * @param isNamed whether any path names the service, now
 * @param report is told of weights that are none
 */
export function makePath(
  wish: Wish,
  pool: JoinOptions,
  isNamed: (service: string) => boolean,
  report: (error: unknown) => void,
): BoundPath {
  const { path, options, services, callbacks } = wish
  const { idempotent = false, weight, concurrency = defaultConcurrency } = options
  const isDefault = services?.length === 0
  const listed = new Set(Array.isArray(idempotent) ? (idempotent as readonly string[]) : [])
  const dialects = dialectsOf(options.dialect)
  const binding = new Binding({
    path,
    dialects,
    takes: (service) => (isDefault ? !isNamed(service) : services?.includes(service) === true),
    balancer: makeBalancer(options.balancer),
    idempotent: (method) => idempotent === true || listed.has(method),
    hedge: options.hedge === false ? undefined : options.hedge,
    queue: queueRules(options.queue, report),
    ...(weight === undefined
      ? {}
      : { weigh: (connection) => judged('weight', () => weight(connection), report) }),
  })
  return {
    path,
    binding,
    dialects,
    unasked: { services: services ?? [], concurrency },
    join: { ...pool, ...options },
    callbacks: callbacks === undefined ? undefined : makeRegistry(callbacks),
  }
}

function dialectsOf(dialect: BindOptions['dialect'] = wsrpc(msgpack(), json())): readonly Dialect[] {
  return 'open' in dialect ? [dialect] : [...dialect]
}

function queueRules(queue: QueueOptions = {}, report: (error: unknown) => void): QueueRules {
  const { limit = 10_000, tenantWeights = {} } = queue
  const { tenantLimit = Math.min(1000, Math.ceil(limit / 10)) } = queue
  const weights = tenantWeights
  const weight =
    typeof weights === 'function'
      ? (tenant: string): number => judged('queue.tenantWeights', () => weights(tenant), report)
      : (tenant: string): number => (Object.hasOwn(weights, tenant) ? (weights[tenant] as number) : 1)
  return { limit, tenantLimit, weight }
}

/** What the application's function says; 1 if that is no weight. */
function judged(option: string, ask: () => number, report: (error: unknown) => void): number {
  try {
    const weight: unknown = ask()
    if (isWeight(weight)) return weight
    report(new TypeError(`${option} must return a number over 0, not ${shown(weight)}`))
  } catch (error) {
    report(error)
  }
  return 1
}

function makeRegistry(services: Services): Registry {
  const registry = new Registry()
  for (const [name, service] of Object.entries(services)) registry.register(name, service)
  return registry
}
