import { type LinkEnd, maxConcurrency, type StatusMessage } from '@wsrpc/core'
import type { Binding } from './binding.ts'
import type { Identity } from './connection-info.ts'
import { type ConnectionFacts, Instance, type Member, type PoolConnection } from './instance.ts'

/**
 * Who is here. Pure: it is told what happened, keeps the ready lists true, and tells one listener when a member
 * could take a call that it could not take before.
 */
export class Roster {
  readonly connections: Map<string, PoolConnection> = new Map()
  readonly #instances = new Map<string, Instance>()
  readonly #onReady: (member: Member) => void

  constructor(onReady: (member: Member) => void) {
    this.#onReady = onReady
  }

  get instances(): number {
    return this.#instances.size
  }

  /** The instance of that id and identity: the one that is here, or a new one. */
  instance(id: string, identity: Identity | undefined): Instance {
    const key = Instance.key(id, identity)
    let instance = this.#instances.get(key)
    if (instance === undefined) {
      instance = new Instance(id, key)
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
    const instance = connection.of
    connection.member?.binding.remove(connection)
    if (instance.members.size === 0) this.#instances.delete(instance.key)
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
  update(connection: PoolConnection, status: StatusMessage): void {
    const { member, of: instance } = connection
    if (member === undefined || connection.end !== undefined) return
    const wasReady = member.ready
    connection.status = status
    connection.refusedPaused = false
    instance.concurrency = Math.min(Math.floor(status.concurrency), maxConcurrency)
    instance.labels = status.labels ?? {}
    instance.refused = false
    connection.ignored = member.binding.update(member, status.services)
    this.refresh(instance)
    // It may offer what it did not before, without having been full.
    if (wasReady && member.ready) this.#onReady(member)
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
      const before = member.ready
      member.binding.refresh(member)
      if (member.ready && !before) this.#onReady(member)
    }
  }
}
