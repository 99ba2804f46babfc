import type { StatusMessage } from '@wsrpc/core'
import { suits } from '../../src/dispatch/candidates.ts'
import type { Binding } from '../../src/roster/binding.ts'
import type { Labels } from '../../src/roster/connection-info.ts'
import type { Demand } from '../../src/roster/demand.ts'
import type { Member, PoolConnection } from '../../src/roster/instance.ts'

/** An instance, as plain facts. */
export interface ModelInstance {
  readonly id: string
  readonly key: string
  readonly name: string | undefined
  readonly identity: string | undefined
  labels: Labels
  concurrency: number
  refused: boolean
}

/** A connection, as plain facts. */
export interface ModelConnection {
  readonly real: PoolConnection
  readonly instance: ModelInstance
  readonly binding: Binding
  status: StatusMessage | undefined
  draining: boolean
  interrupted: boolean
  refusedPaused: boolean
  blocked: boolean
  inFlight: number
}

/** What a service of a binding should look like. */
interface Expected {
  readonly members: readonly string[]
  readonly ready: readonly string[]
  readonly methods: Readonly<Record<string, number>>
}

/**
 * The slow twin of the roster: it keeps facts and no lists, and works everything out anew from them, as a reader of
 * the rules would.
 */
export class RosterModel {
  readonly connections: ModelConnection[] = []
  /** What an instance offers on a path: the newest STATUS that came there. */
  readonly newest = new Map<string, StatusMessage>()
  /** Who is barred on which path. */
  readonly barred = new Set<string>()
  readonly #instances = new Map<string, ModelInstance>()

  instance(id: string, key: string, name: string | undefined, identity: string | undefined): ModelInstance {
    let instance = this.#instances.get(key)
    if (instance === undefined) {
      instance = { id, key, name, identity, labels: {}, concurrency: 0, refused: false }
      this.#instances.set(key, instance)
    }
    return instance
  }

  get instances(): number {
    return new Set(this.connections.map(({ instance }) => instance)).size
  }

  /** Forgets it, and its instance with the last one. */
  remove(connection: ModelConnection): void {
    const { instance, binding } = connection
    this.connections.splice(this.connections.indexOf(connection), 1)
    const others = this.connections.filter((other) => other.instance === instance)
    if (others.length === 0) this.#instances.delete(instance.key)
    if (others.some((other) => other.binding === binding)) return
    this.newest.delete(place(instance, binding))
    this.barred.delete(place(instance, binding))
  }

  inFlight(instance: ModelInstance): number {
    return this.connections
      .filter((connection) => connection.instance === instance)
      .reduce((sum, connection) => sum + connection.inFlight, 0)
  }

  /** Instances on a path that take calls, if they had slots. */
  usable(binding: Binding): ReadonlySet<ModelInstance> {
    const able = this.connections.filter(
      (connection) =>
        connection.binding === binding &&
        connection.status !== undefined &&
        connection.status.paused !== true &&
        !connection.draining &&
        !connection.interrupted &&
        !connection.refusedPaused &&
        !connection.blocked,
    )
    return new Set(able.map(({ instance }) => instance))
  }

  /** Those of them to whom a call could be sent now. */
  free(binding: Binding): ReadonlySet<string> {
    const able = [...this.usable(binding)].filter(
      (instance) => !instance.refused && this.inFlight(instance) < instance.concurrency,
    )
    return new Set(able.map(({ key }) => key))
  }

  /** Those that get calls of whom nothing else is said: free, and not barred. */
  ready(binding: Binding): ReadonlySet<string> {
    const free = [...this.free(binding)]
    return new Set(free.filter((key) => !this.barred.has(`${binding.policy.path} ${key}`)))
  }

  expected(binding: Binding, service: string): Expected {
    const here = new Set(this.connections.filter((one) => one.binding === binding).map((one) => one.instance))
    const offering = [...here].filter(
      (instance) =>
        binding.policy.takes(service) &&
        this.newest.get(place(instance, binding))?.services[service] !== undefined,
    )
    const able = this.ready(binding)
    const methods: Record<string, number> = {}
    for (const instance of offering) {
      for (const method of this.newest.get(place(instance, binding))?.services[service] ?? []) {
        methods[`${service}.${method}`] = (methods[`${service}.${method}`] ?? 0) + 1
      }
    }
    const keys = offering.map(({ key }) => key).sort()
    return { members: keys, ready: keys.filter((key) => able.has(key)), methods }
  }

  /** What the demand says of each instance that it asks for: whether it could take such a call now, and would get one. */
  found(binding: Binding, demand: Demand): Found {
    const { service, method, labels, provider, identity, instance: pinned } = demand
    const here = new Set(this.connections.filter((one) => one.binding === binding).map((one) => one.instance))
    const asked = [...here].filter((instance) => {
      const offered = this.newest.get(place(instance, binding))?.services[service] ?? []
      return (
        binding.policy.takes(service) &&
        offered.some((name) => `${service}.${name}` === method) &&
        Object.entries(labels ?? {}).every(([name, label]) => instance.labels[name] === label) &&
        (provider === undefined || instance.id === provider || instance.name === provider) &&
        (identity === undefined || instance.identity === identity) &&
        (pinned === undefined || instance.key === pinned)
      )
    })
    const isNamed = provider !== undefined || pinned !== undefined
    const [usable, free] = [this.usable(binding), this.free(binding)]
    const isBarred = (instance: ModelInstance): boolean => this.barred.has(place(instance, binding))
    const abandoned = !asked.some((one) => usable.has(one) && !isBarred(one))
    const able = asked.filter(({ key }) => free.has(key))
    const candidates = able.filter((one) => isNamed || !isBarred(one))
    const suited = able.filter((one) => isNamed || abandoned || !isBarred(one))
    return { asked: keysOf(asked), candidates: keysOf(candidates), suited: keysOf(suited), abandoned }
  }
}

/** Whom a demand asks for, as instances' keys. */
export interface Found {
  readonly asked: readonly string[]
  /** Who of them the lists give. */
  readonly candidates: readonly string[]
  /** Who of them may have such a call that waits: those that are barred too, if nobody else ever could. */
  readonly suited: readonly string[]
  /** Nobody of them is well. */
  readonly abandoned: boolean
}

export function place(instance: ModelInstance, binding: Binding): string {
  return `${binding.policy.path} ${instance.key}`
}

/** What a service of a binding does look like. */
export function actual(binding: Binding, service: string, methods: readonly string[]): Expected {
  const offer = binding.offer(service)
  const keys = (members: Iterable<Member>): string[] =>
    [...members].map(({ instance }) => instance.key).sort()
  const counts = methods.map(
    (name) => [`${service}.${name}`, offer?.count(`${service}.${name}`) ?? 0] as const,
  )
  return {
    members: keys(offer?.members ?? []),
    ready: keys(offer?.ready ?? []),
    methods: Object.fromEntries(counts.filter(([, count]) => count > 0)),
  }
}

/** What the roster and dispatch find. */
export function actuallyFound(binding: Binding, demand: Demand): Found {
  const offer = binding.offer(demand.service)
  const keys = (members: Iterable<Member>): readonly string[] =>
    keysOf([...members].map(({ instance }) => instance))
  const suited = [...binding.members].filter((member) => member.free && suits(demand, member, binding))
  return {
    asked: keys(offer?.asked(demand) ?? []),
    candidates: keys(offer?.candidates(demand) ?? []),
    suited: keys(suited),
    abandoned: offer?.isAbandoned(demand) ?? true,
  }
}

function keysOf(instances: readonly { readonly key: string }[]): readonly string[] {
  return instances.map(({ key }) => key).sort()
}

export function keyOf(id: string, identity: string | undefined): string {
  return JSON.stringify([identity ?? null, id])
}
