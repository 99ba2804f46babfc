import type { StatusMessage } from '@wsrpc/core'
import type { Binding } from '../../src/roster/binding.ts'
import type { Member, PoolConnection } from '../../src/roster/instance.ts'

/** An instance, as plain facts. */
export interface ModelInstance {
  readonly key: string
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
  readonly #instances = new Map<string, ModelInstance>()

  instance(key: string): ModelInstance {
    let instance = this.#instances.get(key)
    if (instance === undefined) {
      this.#instances.set(key, (instance = { key, concurrency: 0, refused: false }))
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
    if (others.every((other) => other.binding !== binding)) this.newest.delete(place(instance, binding))
  }

  inFlight(instance: ModelInstance): number {
    return this.connections
      .filter((connection) => connection.instance === instance)
      .reduce((sum, connection) => sum + connection.inFlight, 0)
  }

  /** Instances on a path that could take a call now. */
  ready(binding: Binding): ReadonlySet<string> {
    const able = this.connections.filter(
      (connection) =>
        connection.binding === binding &&
        connection.status !== undefined &&
        connection.status.paused !== true &&
        !connection.draining &&
        !connection.interrupted &&
        !connection.refusedPaused &&
        !connection.blocked &&
        !connection.instance.refused &&
        this.inFlight(connection.instance) < connection.instance.concurrency,
    )
    return new Set(able.map(({ instance }) => instance.key))
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

export function keyOf(id: string, identity: string | undefined): string {
  return JSON.stringify([identity ?? null, id])
}
