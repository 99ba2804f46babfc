import type { Balancer } from '../balancers/balancer.ts'
import { type Home, Member, type PoolConnection } from './instance.ts'
import { Offer } from './offer.ts'

/** What the roster and dispatch need to know of a bound path. */
export interface BindingPolicy {
  readonly path: string
  /** Which services of its providers count. */
  takes(service: string): boolean
  readonly balancer: Balancer
  /** Most calls that may wait. */
  readonly maxWaiting: number
  idempotent(method: string): boolean
}

/** A bound path and who stands on it: members by instance, offers by service. */
export class Binding implements Home {
  readonly policy: BindingPolicy
  readonly #members = new Map<object, Member>()
  readonly #offers = new Map<string, Offer>()

  constructor(policy: BindingPolicy) {
    this.policy = policy
  }

  get members(): Iterable<Member> {
    return this.#members.values()
  }

  offer(service: string): Offer | undefined {
    return this.#offers.get(service)
  }

  /** A connection came in. It gets no calls before its first STATUS. */
  add(connection: PoolConnection): void {
    let member = this.#members.get(connection.of)
    if (member === undefined) {
      member = new Member(connection.of, this)
      this.#members.set(connection.of, member)
      connection.of.members.add(member)
    }
    member.connections.push(connection)
    connection.member = member
  }

  remove(connection: PoolConnection): void {
    const member = connection.member
    if (member === undefined) return
    const at = member.connections.indexOf(connection)
    if (at >= 0) member.connections.splice(at, 1)
    if (member.connections.length > 0) return this.refresh(member)
    this.#setServices(member, new Map())
    this.#members.delete(member.instance)
    member.instance.members.delete(member)
    member.ready = false
  }

  update(member: Member, offered: Readonly<Record<string, readonly string[]>>): readonly string[] {
    const entries = Object.entries(offered)
    const taken = entries.filter(([service]) => this.policy.takes(service))
    this.#setServices(
      member,
      new Map(
        taken.map(([service, methods]) => [service, new Set(methods.map((name) => `${service}.${name}`))]),
      ),
    )
    return entries.filter(([service]) => !this.policy.takes(service)).map(([service]) => service)
  }

  refresh(member: Member): void {
    const ready = member.canTake
    if (ready === member.ready) return
    member.ready = ready
    for (const service of member.services.keys()) this.#offers.get(service)?.setReady(member, ready)
  }

  #setServices(member: Member, services: ReadonlyMap<string, ReadonlySet<string>>): void {
    for (const [service, methods] of member.services) {
      const offer = this.#offers.get(service)
      offer?.remove(member, methods)
      if (offer?.members.size === 0) this.#offers.delete(service)
    }
    member.services = services
    for (const [service, methods] of services) {
      let offer = this.#offers.get(service)
      if (offer === undefined) this.#offers.set(service, (offer = new Offer()))
      offer.add(member, methods)
      if (member.ready) offer.setReady(member, true)
    }
  }
}
