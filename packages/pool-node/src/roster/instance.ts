import type { LinkEnd } from '@wsrpc/core'
import type { Candidate } from '../balancers/balancer.ts'
import { hash32 } from '../balancers/hash.ts'
import type { Health } from '../protection/health.ts'
import type { CallPath } from './call-path.ts'
import type { ConnectionInfo, Identity, Labels } from './connection-info.ts'
import type { Announcement, Offering } from './announcement.ts'

/**
 * The three that know each other: an instance, its membership of each binding that it came in on, and its
 * connections there.
 */

/** Of those that have none. Not theirs to change: one that has others gets its own. */
const noMembers: readonly never[] = []
const noLabels: Labels = {}
const noServices: ReadonlyMap<string, never> = new Map<string, never>()

/** One run of a provider. It may hold several connections, on several paths; its slots count over all of them. */
export class Instance {
  readonly id: string
  /** Identity and id: see {@link Instance.key}. */
  readonly key: string
  /** The id of who it proved to be; `undefined`: nobody asked. */
  readonly identity: string | undefined
  /** What the provider calls itself, if it does: others may say the same. */
  readonly name: string | undefined
  /** For affinity. */
  readonly hash: number
  /** One for each path that it came in on: nearly always a single one. */
  members: readonly Member[] = noMembers
  /** Most calls at once, as its newest STATUS says. */
  concurrency: number = 0
  labels: Labels = noLabels
  inFlight: number = 0
  /** It refused a call as full: nothing more until its next STATUS, which it owes once a slot is free. */
  refused: boolean = false

  constructor(id: string, identity: Identity | undefined, name: string | undefined) {
    this.id = id
    this.key = Instance.key(id, identity)
    this.identity = idOf(identity)
    this.name = name
    this.hash = hash32(this.key)
  }

  get hasSlot(): boolean {
    return this.inFlight < this.concurrency && !this.refused
  }

  /** Identity and id together: nobody can claim another's instance by its id. */
  static key(id: string, identity: Identity | undefined): string {
    return JSON.stringify([idOf(identity) ?? null, id])
  }
}

function idOf(identity: Identity | undefined): string | undefined {
  return typeof identity === 'object' ? identity.id : identity
}

/** The binding that a member is in, as far as the roster needs it. */
export interface Home {
  readonly members: Iterable<Member>
  /** How many members are barred. */
  readonly barred: number
  /** Puts the member into the ready lists of its services, or takes it out. */
  refresh(member: Member): void
  /** The newest STATUS of a connection. */
  update(connection: PoolConnection, status: Offering): void
  /** The labels of its instance have changed. `connection`: one that it has here. */
  relabelled(member: Member, connection: PoolConnection): void
  /** A connection is gone for good. */
  remove(connection: PoolConnection): void
  /** Those that may be asked again for what they lacked. */
  takeForgiven(): readonly Member[]
}

/** An instance as one binding sees it: what the balancers choose among. */
export class Member implements Candidate {
  readonly instance: Instance
  readonly binding: Home
  readonly connections: PoolConnection[]
  /** Methods by service: of those that the binding takes, what the newest STATUS offers. */
  services: ReadonlyMap<string, ReadonlySet<string>> = noServices
  /** It offers whatever the binding takes, since it can't say what: `services` is empty then. Kept by the binding. */
  anything: boolean = false
  /** Of such a one: the methods that it said it has not, while others name them. Kept by the binding. */
  lacking: Set<string> | undefined = undefined
  /** Whether a call could be sent to it now. Kept by the binding. */
  free: boolean = false
  /** Whether it is in the ready lists of its services now: free, and not barred. Kept by the binding. */
  ready: boolean = false
  /** It has failed too often: it gets calls only where there is no choice. Kept by the binding. */
  barred: boolean = false
  /** Whether it is usable and not barred, with a slot or without one. Kept by the binding. */
  well: boolean = false
  /** How its calls ended; `undefined`: nobody asks. */
  health: Health<Member> | undefined = undefined
  /** As the binding's policy says: 1 is normal. */
  weight: number = 1
  /** The part of its weight that it gets while it is new: 1 when it is warm. */
  warmth: number = 1
  share: number = 1
  readonly id: string
  readonly name: string | undefined
  readonly identity: string | undefined
  readonly hash: number
  /** All that a demand may be for: see `Demand.for`. No two equal; another may have one of them too. */
  readonly names: readonly string[]
  #turn = 0

  /** @param connection its first */
  constructor(instance: Instance, binding: Home, connection: PoolConnection) {
    this.instance = instance
    this.binding = binding
    this.connections = [connection]
    this.id = instance.id
    this.name = instance.name
    this.identity = instance.identity
    this.hash = instance.hash
    this.names = namesOf(instance)
  }

  get load(): number {
    return this.instance.inFlight / this.instance.concurrency
  }
  get labels(): Labels {
    return this.instance.labels
  }

  /** Whether it is here and takes calls, if it had a slot: neither away, nor paused, nor leaving. */
  get isUsable(): boolean {
    return this.connections.some((connection) => connection.usable)
  }

  offers(service: string, method: string): boolean {
    if (this.anything) return this.lacking?.has(method) !== true
    return this.services.get(service)?.has(method) === true
  }

  /** The next usable connection, in turn; another than `not` if there is one. */
  connection(not?: PoolConnection): PoolConnection | undefined {
    const count = this.connections.length
    let fallback: PoolConnection | undefined
    for (let n = 0; n < count; n++) {
      const connection = this.connections[(this.#turn + n) % count] as PoolConnection
      if (!connection.usable) continue
      if (connection === not) {
        fallback = connection
        continue
      }
      this.#turn = (this.#turn + n + 1) % count
      return connection
    }
    return fallback
  }
}

function namesOf({ id, key, name, identity }: Instance): readonly string[] {
  const names = new Set([id, key, name, identity].filter((one) => one !== undefined))
  return [...names].slice() // a copy has no room to grow
}

/** What is known of a connection when it comes in. */
export interface ConnectionFacts {
  readonly id: string
  readonly path: string
  readonly remoteAddress: string | undefined
  readonly subprotocol: string
  readonly since: number
  /** The provider's own name. */
  readonly name: string | undefined
  /** Who it proved to be, at this connection: what it may do can differ from that of an older one. */
  readonly identity: Identity | undefined
}

/** One provider's standing with the pool. */
export class PoolConnection implements ConnectionInfo {
  /** A resume brings new ones. */
  facts: ConnectionFacts
  readonly instance: string
  readonly of: Instance
  readonly link: CallPath
  /** Its place in the binding, while it is there. */
  member: Member | undefined
  /** What its newest STATUS offers; `undefined`: there was none. Another may have the same object. */
  status: Announcement | undefined
  inFlight: number = 0
  /** It sent GOAWAY, or refused a call because it drains. */
  draining: boolean = false
  /** It refused a call as paused; its next STATUS clears it. */
  refusedPaused: boolean = false
  /** The transport's buffer is full. */
  blocked: boolean = false
  /** Its socket is lost, and it may come back. */
  interrupted: boolean = false
  /** How it ended. */
  end: LinkEnd | undefined

  constructor(facts: ConnectionFacts, instance: Instance, link: CallPath) {
    this.facts = facts
    this.of = instance
    this.instance = instance.id
    this.link = link
  }

  /** Whether a call may be sent on it now. */
  get usable(): boolean {
    return (
      this.status !== undefined &&
      !this.status.paused &&
      !this.draining &&
      !this.refusedPaused &&
      !this.blocked &&
      !this.interrupted &&
      this.end === undefined
    )
  }

  get id(): string {
    return this.facts.id
  }
  get path(): string {
    return this.facts.path
  }
  get remoteAddress(): string | undefined {
    return this.facts.remoteAddress
  }
  get subprotocol(): string {
    return this.facts.subprotocol
  }
  get since(): number {
    return this.facts.since
  }
  get name(): string | undefined {
    return this.facts.name
  }
  get identity(): Identity | undefined {
    return this.facts.identity
  }
  get concurrency(): number {
    return this.of.concurrency
  }
  get labels(): Labels {
    return this.of.labels
  }
  get ejected(): boolean {
    return this.member?.health?.state === 'ejected'
  }
  get share(): number {
    return this.member?.share ?? 1
  }
  get resumes(): number {
    return this.link.resumes ?? 0
  }
  get bytesReceived(): number {
    return this.link.bytesReceived ?? 0
  }
  get bytesSent(): number {
    return this.link.bytesSent ?? 0
  }
  get paused(): boolean {
    return this.status?.paused === true
  }
  get ignored(): readonly string[] {
    return this.status?.ignored ?? noMembers
  }
  get services(): Readonly<Record<string, readonly string[]>> {
    const offered = Object.entries(this.status?.services ?? {})
    return Object.fromEntries(offered.filter(([service]) => !this.ignored.includes(service)))
  }
}
