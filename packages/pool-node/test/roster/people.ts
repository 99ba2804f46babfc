import { msgpack, type StatusMessage, wsrpc } from '@wsrpc/core'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import { Binding, type BindingPolicy, type QueueRules } from '../../src/roster/binding.ts'
import type { CallPath } from '../../src/roster/call-path.ts'
import type { Identity } from '../../src/roster/connection-info.ts'
import { type Member, PoolConnection } from '../../src/roster/instance.ts'
import type { Roster } from '../../src/roster/roster.ts'

/** For tests that send nothing. */
const nowhere: CallPath = {
  hasRoom: true,
  call: () => {},
  notify: () => {},
  cancel: () => false,
}

export interface Arrival {
  readonly id: string
  readonly instance: string
  readonly name?: string
  readonly identity?: Identity
  readonly link?: CallPath
}

/** A connection of an instance comes in on a path. */
export function arrive(roster: Roster, binding: Binding, arrival: Arrival): PoolConnection {
  const { id, link = nowhere } = arrival
  const instance = roster.instance(arrival.instance, arrival.identity, arrival.name)
  const { name, identity } = arrival
  const where = { path: binding.policy.path, remoteAddress: '192.0.2.7', subprotocol: 's', since: 1 }
  const facts = { id, ...where, name, identity }
  const connection = new PoolConnection(facts, instance, link)
  roster.add(connection, binding)
  return connection
}

/** Its socket broke. */
export function leave(roster: Roster, connection: PoolConnection): void {
  roster.remove(connection, { code: 1006, reason: '', local: false })
}

/** Methods by service, as in `{ A: ['get'] }`. */
export function status(
  services: StatusMessage['services'],
  more: Partial<Omit<StatusMessage, 'type' | 'services'>> = {},
): StatusMessage {
  return { type: 'status', services, concurrency: 10, ...more }
}

/** A queue for so many calls, of whatever tenant. */
export function upTo(limit: number): QueueRules {
  return { limit, tenantLimit: limit, weight: () => 1 }
}

/** A path for these services; for all when none is named. */
export function path(services: readonly string[] = [], policy: Partial<BindingPolicy> = {}): Binding {
  return new Binding({
    path: `/${services.join('-')}`,
    takes: (service) => services.length === 0 || services.includes(service),
    dialects: [wsrpc(msgpack())],
    balancer: leastLoaded(),
    idempotent: () => false,
    queue: upTo(100),
    ...policy,
  })
}

/** Who is in the ready list of a service, by instance id. */
export function ready(binding: Binding, service: string): readonly string[] {
  const members: readonly Member[] = binding.offer(service)?.ready ?? []
  return members.map(({ instance }) => instance.id).sort()
}
