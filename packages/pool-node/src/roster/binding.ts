import type { Dialect } from '@wsrpc/core'
import type { Balancer } from '../balancers/balancer.ts'
import type { ConnectionInfo } from './connection-info.ts'
import type { Demand } from './demand.ts'
import { type Home, Member, type PoolConnection } from './instance.ts'
import type { Hedge } from '../protection/hedge-delay.ts'
import { Offer } from './offer.ts'
import { isSameAnnouncement, type Announcement, type Offering, readAnnouncement } from './announcement.ts'

/** What the roster and dispatch need to know of a bound path. */
export interface BindingPolicy {
  readonly path: string
  /** Which services of its providers count. */
  takes(service: string): boolean
  /** What its providers may speak. */
  readonly dialects: readonly Dialect[]
  readonly balancer: Balancer
  /** The share of the calls that an instance gets: over 0; 1 is normal. Absent: all the same. */
  readonly weigh?: (connection: ConnectionInfo) => number
  idempotent(method: string): boolean
  /** When a call of an idempotent method is sent a second time as well; absent: never. */
  readonly hedge?: Hedge | undefined
  /** How calls wait. */
  readonly queue: QueueRules
}

/** How calls wait for a provider. */
export interface QueueRules {
  /** Most that may wait. */
  readonly limit: number
  /** Most of one tenant. */
  readonly tenantLimit: number
  /** The share of a tenant: over 0; 1 is normal. */
  weight(tenant: string): number
}

const noServices: ReadonlyMap<string, never> = new Map<string, never>()

/** Who is told of those who come and go. */
export interface BindingWatch {
  joined(member: Member): void
  left(member: Member): void
}

/** A bound path and who stands on it: members by instance, offers by service. */
export class Binding implements Home {
  readonly policy: BindingPolicy
  watch: BindingWatch | undefined
  readonly #members = new Map<object, Member>()
  readonly #offers = new Map<string, Offer>()
  /** Of those that offer whatever the path takes: for the services that nobody else names. */
  readonly #anything = new Offer()
  /** How many members are barred. */
  barred: number = 0
  #heaviest = 1
  /** See {@link takeForgiven}. */
  #forgiven: Member[] = []
  /** Of the newest STATUS. One that says the same has no need of an own one. */
  #announcement: Announcement | undefined

  constructor(policy: BindingPolicy) {
    this.policy = policy
  }

  get members(): Iterable<Member> {
    return this.#members.values()
  }

  get size(): number {
    return this.#members.size
  }

  offer(service: string): Offer | undefined {
    return this.#offers.get(service) ?? (this.#anything.members.size > 0 ? this.#anything : undefined)
  }

  /** A connection came in. It gets no calls before its first STATUS. */
  add(connection: PoolConnection): void {
    const instance = connection.of
    const known = this.#members.get(instance)
    known?.connections.push(connection)
    const member = known ?? new Member(instance, this, connection)
    connection.member = member
    if (member === known) return
    this.#members.set(instance, member)
    instance.members = instance.members.concat(member)
    this.watch?.joined(member)
  }

  remove(connection: PoolConnection): void {
    const member = connection.member
    if (member === undefined) return
    const at = member.connections.indexOf(connection)
    if (at >= 0) member.connections.splice(at, 1)
    if (member.connections.length > 0) return this.refresh(member)
    if (member.anything) this.#setGeneralist(member, false)
    else this.#setServices(member, new Map())
    this.bar(member, false)
    this.#members.delete(member.instance)
    member.instance.members = member.instance.members.filter((one) => one !== member)
    member.free = member.ready = member.well = false
    if (member.weight === this.#heaviest) this.#weighAll()
    this.watch?.left(member)
  }

  update(connection: PoolConnection, status: Offering): void {
    const announcement = this.#shared(readAnnouncement(status, (service) => this.policy.takes(service)))
    connection.status = announcement
    const member = connection.member as Member
    if (!announcement.anything && member.anything) this.#setGeneralist(member, false)
    this.#setServices(member, announcement.anything ? noServices : announcement.taken)
    if (announcement.anything && !member.anything) this.#setGeneralist(member, true)
  }

  /**
   * One said that it has not what is asked for, though it offers anything: it is not asked for that method again.
   *
   * @returns whether others may have it: those that name it.
   */
  lacks(member: Member, demand: Demand): boolean {
    // Who is asked for by name answers for itself.
    if (!member.anything || demand.for !== undefined) return false
    return this.#offers.get(demand.service)?.lacks(member, demand.method) === true
  }

  relabelled(member: Member, connection: PoolConnection): void {
    for (const offer of this.#offersOf(member)) offer.reconsider(member)
    if (this.policy.weigh !== undefined) this.#weigh(member, this.policy.weigh(connection))
  }

  refresh(member: Member): void {
    const usable = member.isUsable
    const free = usable && member.instance.hasSlot
    const ready = free && !member.barred
    member.free = free
    member.well = usable && !member.barred
    if (ready === member.ready) return
    member.ready = ready
    // Twice a call with a member that has one slot: no generator for those who say what they offer.
    if (member.anything) for (const offer of this.#allOffers()) offer.setReady(member, ready)
    else for (const service of member.services.keys()) this.#offers.get(service)?.setReady(member, ready)
  }

  /** It has failed too often, or has not. The lists hear of it with the next {@link refresh}. */
  bar(member: Member, barred: boolean): void {
    if (member.barred === barred || !this.#members.has(member.instance)) return
    member.barred = barred
    this.barred += barred ? 1 : -1
  }

  /** It is new, and gets this part of its weight for now: 1 when it is warm. */
  warm(member: Member, warmth: number): void {
    member.warmth = warmth
    member.share = (member.weight / this.#heaviest) * warmth
  }

  /** Those that may be asked again for what they lacked, since this was asked last: calls may wait for nobody else. */
  takeForgiven(): readonly Member[] {
    if (this.#forgiven.length === 0) return this.#forgiven
    const forgiven = this.#forgiven
    this.#forgiven = []
    return forgiven
  }

  #shared(announcement: Announcement): Announcement {
    if (this.#announcement === undefined || !isSameAnnouncement(this.#announcement, announcement))
      this.#announcement = announcement
    return this.#announcement
  }

  #weigh(member: Member, weight: number): void {
    const wasHeaviest = member.weight === this.#heaviest
    member.weight = weight
    if (weight > this.#heaviest || (wasHeaviest && weight < this.#heaviest)) this.#weighAll()
    else this.warm(member, member.warmth)
  }

  /** Shares are told against the heaviest: a balancer that draws one by chance needs a bound. */
  #weighAll(): void {
    if (this.policy.weigh === undefined) return
    let heaviest = 0
    for (const { weight } of this.#members.values()) heaviest = Math.max(heaviest, weight)
    this.#heaviest = heaviest === 0 ? 1 : heaviest
    for (const member of this.#members.values()) this.warm(member, member.warmth)
  }

  #setServices(member: Member, services: ReadonlyMap<string, ReadonlySet<string>>): void {
    const before = member.services
    // Offers ask it whether it has a method.
    member.services = services
    for (const [service, methods] of before) {
      this.#offers.get(service)?.remove(member, methods)
    }
    for (const [service, methods] of services) {
      let offer = this.#offers.get(service)
      if (offer === undefined) this.#offers.set(service, (offer = this.#newOffer()))
      offer.add(member, methods)
      if (member.ready) offer.setReady(member, true)
    }
    // Not before: one that says the same again takes nothing away.
    for (const service of before.keys()) this.#endUnclaimed(service)
  }

  /** What is left are those that offer anything, and they have an offer of their own. */
  #endUnclaimed(service: string): void {
    const offer = this.#offers.get(service)
    if (offer?.isUnclaimed !== true) return
    this.#forgiven.push(...offer.close())
    this.#offers.delete(service)
  }

  #setGeneralist(member: Member, anything: boolean): void {
    // Before: offers ask it whether it has a method.
    if (anything) member.anything = true
    for (const offer of this.#allOffers()) {
      if (anything) place(offer, member)
      else offer.removeGeneralist(member)
    }
    member.anything = anything
    if (!anything) member.lacking = undefined
  }

  #newOffer(): Offer {
    const offer = new Offer()
    for (const member of this.#anything.members) place(offer, member)
    return offer
  }

  *#offersOf(member: Member): Iterable<Offer> {
    if (member.anything) return yield* this.#allOffers()
    for (const service of member.services.keys()) {
      const offer = this.#offers.get(service)
      if (offer !== undefined) yield offer
    }
  }

  *#allOffers(): Iterable<Offer> {
    yield this.#anything
    yield* this.#offers.values()
  }
}

function place(offer: Offer, member: Member): void {
  offer.addGeneralist(member)
  if (member.ready) offer.setReady(member, true)
}
