import { type Alarm, type ErrorCode, type RefuseReason, RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { Home, Member, PoolConnection } from '../roster/instance.ts'
import type { Roster } from '../roster/roster.ts'
import { WaitingQueue } from './queue.ts'
import type { CallTask, Task, TaskHost } from './task.ts'

/** What dispatch counts. */
export interface DispatchCounters {
  succeeded: number
  /** By code. */
  readonly failed: Map<ErrorCode, number>
  /** Calls that were sent again, after a refusal or a loss. */
  retries: number
  refused: number
  lost: number
}

/** wait → pick → call, and what to do when an attempt does not end with an answer. */
export class Dispatch implements TaskHost {
  readonly counters: DispatchCounters = { succeeded: 0, failed: new Map(), retries: 0, refused: 0, lost: 0 }
  /** Told when the last open task is settled. */
  onIdle: (() => void) | undefined
  #open = 0
  #stopped = false
  readonly #roster: Roster
  readonly #alarm: Alarm
  readonly #random: () => number
  readonly #maxAttempts: number
  readonly #queues = new Map<Home, WaitingQueue<Task>>()

  constructor(roster: Roster, alarm: Alarm, random: () => number, maxAttempts: number) {
    this.#roster = roster
    this.#alarm = alarm
    this.#random = random
    this.#maxAttempts = maxAttempts
  }

  /** Tasks that are not settled. */
  get open(): number {
    return this.#open
  }

  /** The pool closes: what waits fails, and nothing is sent again. */
  stop(): void {
    this.#stopped = true
    for (const queue of this.#queues.values()) for (const task of queue) this.#place(task)
  }

  /** The calls of a binding that wait. */
  queue(binding: Binding): WaitingQueue<Task> {
    let queue = this.#queues.get(binding)
    if (queue === undefined) this.#queues.set(binding, (queue = new WaitingQueue(binding.policy.maxWaiting)))
    return queue
  }

  /** Takes a new task: sends it now, or lets it wait. */
  start(task: Task): void {
    this.#open++
    this.#alarm.add(task)
    this.#place(task)
  }

  /** A member could take a call that it could not take before: the oldest that waits and fits goes first. */
  wake(member: Member): void {
    const queue = this.#queues.get(member.binding)
    while (queue !== undefined && queue.size > 0 && member.ready) {
      const task = oldestFor(member, queue)
      if (task === undefined) return
      queue.remove(task)
      this.#sendTo(task, member)
    }
  }

  // ---- told by the tasks

  took(connection: PoolConnection): void {
    this.#roster.take(connection)
  }

  freed(connection: PoolConnection): void {
    this.#roster.release(connection)
  }

  settled(task: Task, error: RpcError | undefined): void {
    this.#alarm.remove(task)
    if (task.line !== undefined) this.queue(task.binding).remove(task)
    if (error === undefined) this.counters.succeeded++
    else this.counters.failed.set(error.code, (this.counters.failed.get(error.code) ?? 0) + 1)
    this.#open--
    if (this.#open === 0) this.onIdle?.()
  }

  /** Not started there: it goes elsewhere, and that one gets nothing until it says so. */
  refused(task: Task, connection: PoolConnection, reason: RefuseReason): void {
    this.counters.refused++
    if (reason === 'full') connection.of.refused = true
    else if (reason === 'draining') connection.draining = true
    else connection.refusedPaused = true
    this.#roster.refresh(connection.of)
    this.#again(task, connection)
  }

  /** Its connection is gone for good. Only what certainly did not start, or may run twice, is sent again. */
  lost(task: CallTask, connection: PoolConnection, written: boolean): void {
    this.counters.lost++
    if (written) task.unknown++
    if (!written || (task.idempotent && task.atRisk < this.#maxAttempts)) return this.#again(task, connection)
    const who = connection.name === undefined ? 'its provider' : `its provider '${connection.name}'`
    const times = task.unknown > 1 ? `, the last of ${task.unknown} that it was sent to,` : ''
    const how = connection.end === undefined ? '' : ` (close code ${connection.end.code})`
    const message = `${task.method}: ${who}${times} was lost before it answered${how}`
    task.fail(new RpcError('UNAVAILABLE', message, { execution: 'unknown' }))
    this.freed(connection)
  }

  /** Sends it elsewhere, and frees the slot that it had only then: it is older than those that wait for one. */
  #again(task: Task, connection: PoolConnection): void {
    if (!task.settled) {
      task.tried = [...(task.tried ?? []).filter((one) => one !== connection), connection]
      this.#place(task)
    }
    this.freed(connection)
    const queue = this.queue(task.binding)
    if (task.line !== undefined && queue.size > queue.max) this.#failFull(task, queue)
  }

  #place(task: Task): void {
    if (this.#stopped) {
      const { execution } = task
      return task.fail(new RpcError('UNAVAILABLE', `${task.method}: the pool is closed`, { execution }))
    }
    const offer = task.binding.offer(task.service)
    if (offer !== undefined) {
      const having = offer.count(task.method)
      if (having === 0) {
        return task.fail(
          new RpcError(
            'UNIMPLEMENTED',
            `no connected provider of ${task.service} has the method ${task.method}`,
            {
              execution: task.execution,
            },
          ),
        )
      }
      let candidates: readonly Member[] = offer.ready
      // Rare: some run another version, or the task was elsewhere already.
      if (having < offer.members.size)
        candidates = candidates.filter((member) => member.offers(task.service, task.method))
      if (task.tried !== undefined) candidates = elsewhere(task.tried, candidates)
      if (candidates.length > 0) {
        const member = this.#pick(task, candidates)
        return member === undefined ? undefined : this.#sendTo(task, member)
      }
    }
    this.#wait(task)
  }

  /** A balancer may be the application's, and wrong: that fails this call, and neither another nor the pool. */
  #pick(task: Task, candidates: readonly Member[]): Member | undefined {
    const { balancer, path } = task.binding.policy
    let cause: unknown
    try {
      const member = balancer.pick(candidates, this.#random)
      if (member.ready && member.binding === task.binding && member.offers(task.service, task.method))
        return member
    } catch (error) {
      cause = error
    }
    const message = `${task.method}: the balancer '${balancer.name}' of ${path} chose none of its candidates`
    task.fail(new RpcError('INTERNAL', message, { execution: task.execution, cause }))
    return undefined
  }

  #sendTo(task: Task, member: Member): void {
    const connection = member.connection(task.tried?.at(-1))
    if (connection === undefined || !connection.link.hasRoom) {
      if (connection !== undefined) connection.blocked = true
      this.#roster.refresh(member.instance)
      return this.#place(task)
    }
    try {
      task.sendTo(connection)
      if (task.tried !== undefined) this.counters.retries++
    } catch (error) {
      if (!(error instanceof RpcError)) {
        const options = { execution: 'unknown', cause: error } as const
        return task.fail(new RpcError('INTERNAL', `${task.method} could not be sent`, options))
      }
      if (error.code !== 'UNAVAILABLE') return task.fail(error)
      // It closed or drains, and the roster has not heard yet.
      connection.draining = true
      this.#roster.refresh(member.instance)
      this.#place(task)
    }
  }

  #wait(task: Task): void {
    const queue = this.queue(task.binding)
    // One that comes back may go over the bound for a moment: the slot that it leaves may be its own next one.
    if (queue.isFull && task.tried === undefined) return this.#failFull(task, queue)
    queue.add(task)
  }

  #failFull(task: Task, { max }: WaitingQueue<Task>): void {
    const message = `${task.method}: the queue of ${task.binding.policy.path} is full (${max} wait)`
    task.fail(new RpcError('RESOURCE_EXHAUSTED', message, { execution: task.execution }))
  }
}

/** Of all that waits for the member's services, the oldest that it has the method for. */
function oldestFor(member: Member, queue: WaitingQueue<Task>): Task | undefined {
  let oldest: Task | undefined
  for (const [service, methods] of member.services) {
    const task = queue.first(service, (waiting) => methods.has(waiting.method))
    if (task !== undefined && (oldest === undefined || task.order < oldest.order)) oldest = task
  }
  return oldest
}

/** Those of other instances; else all, so that another connection of the same one can take it. */
function elsewhere(tried: readonly PoolConnection[], candidates: readonly Member[]): readonly Member[] {
  const others = candidates.filter((member) => !tried.some((connection) => connection.of === member.instance))
  return others.length > 0 ? others : candidates
}
