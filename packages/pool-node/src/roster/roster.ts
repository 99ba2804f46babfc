import { type LinkEnd, maxConcurrency } from '@wsrpc/core'
import type { Offering } from './announcement.ts'
import type { Binding } from './binding.ts'
import type { Identity, Labels } from './connection-info.ts'
import { type ConnectionFacts, type Home, Instance, type Member, type PoolConnection } from './instance.ts'

/**
 * Who is here. Pure: it is told what happened, keeps the ready lists true, and tells one listener when a member
 * could take a call that it could not take before.
 */
export class Roster {
  readonly connections: Map<string, PoolConnection> = new Map()
  readonly #instances = new Map<string, Instance>()
  readonly #onFree: (member: Member) => void

  constructor(onFree: (member: Member) => void) {
    this.#onFree = onFree
  }

  get instances(): number {
    return this.#instances.size
  }

  /** The instance of that id and identity: the one that is here, or a new one. */
  instance(id: string, identity: Identity | undefined, name?: string): Instance {
    const key = Instance.key(id, identity)
    let instance = this.#instances.get(key)
    if (instance === undefined) {
      instance = new Instance(id, identity, name)
      this.#instances.set(key, instance)
    }
    return instance
  }

  add(connection: PoolConnection, binding: Binding): void {
    this.connections.set(connection.id, connection)
    binding.add(connection)
  }

  remove(connection: PoolConnection, end: LinkEnd): void {
    connection.end = end
    this.connections.delete(connection.id)
    const { member, of: instance } = connection
    const wasWell = member?.well === true
    member?.binding.remove(connection)
    if (instance.members.length === 0) this.#instances.delete(instance.key)
    if (wasWell && !member.well) this.#wakeBarred(member.binding)
    if (member !== undefined) this.#wakeForgiven(member.binding)
  }

  /** Its socket is lost, and it may come back: it gets no calls meanwhile. */
  interrupt(connection: PoolConnection): void {
    connection.interrupted = true
    this.refresh(connection.of)
  }

  /** It goes on over another socket. */
  resume(connection: PoolConnection, facts: Pick<ConnectionFacts, 'remoteAddress' | 'identity'>): void {
    connection.facts = { ...connection.facts, ...facts }
    connection.interrupted = false
    this.refresh(connection.of)
  }

  /** News of what a provider offers and how much it takes. */
  update(connection: PoolConnection, status: Offering): void {
    const { member, of: instance } = connection
    if (member === undefined || connection.end !== undefined) return
    const free = instance.members.filter((each) => each.free)
    connection.refusedPaused = false
    instance.concurrency = Math.min(Math.floor(status.concurrency), maxConcurrency)
    const { labels = {} } = status
    const isNews = !areSame(labels, instance.labels)
    if (isNews) instance.labels = labels
    instance.refused = false
    member.binding.update(connection, status)
    const changed = instance.members.filter((each) => each === member || isNews)
    for (const each of changed) {
      // A weight is asked for with a connection of its own path.
      const there = each === member ? connection : each.connections[0]
      if (there !== undefined) each.binding.relabelled(each, there)
    }
    this.refresh(instance)
    // They may have what they had not before, without having been full.
    for (const each of free) if (each.free && changed.includes(each)) this.#onFree(each)
    for (const each of changed) this.#wakeBarred(each.binding)
    this.#wakeForgiven(member.binding)
  }

  /** A call takes a slot. */
  take(connection: PoolConnection): void {
    connection.inFlight++
    connection.of.inFlight++
    if (!connection.of.hasSlot) this.refresh(connection.of)
  }

  /** A slot is free again. */
  release(connection: PoolConnection): void {
    connection.inFlight--
    const instance = connection.of
    const wasFull = !instance.hasSlot
    instance.inFlight--
    if (wasFull) this.refresh(instance)
  }

  /** Something about the instance changed: hold its places in all ready lists against it. */
  refresh(instance: Instance): void {
    for (const member of instance.members) {
      const { free, ready, well } = member
      member.binding.refresh(member)
      if ((member.free && !free) || (member.ready && !ready)) this.#onFree(member)
      if (well && !member.well) this.#wakeBarred(member.binding)
    }
  }

  #wakeForgiven(home: Home): void {
    for (const member of home.takeForgiven()) if (member.free) this.#onFree(member)
  }

  /** Somebody may have been the last whom a call had besides those that are barred: they are better than nobody. */
  #wakeBarred({ barred, members }: Home): void {
    if (barred === 0) return
    for (const member of members) if (member.barred && member.free) this.#onFree(member)
  }
}

function areSame(a: Labels, b: Labels): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  )
}
