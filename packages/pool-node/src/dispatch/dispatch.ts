import { hasStreams, type Alarm, type ErrorCode, type RefuseReason, RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { Home, Member, PoolConnection } from '../roster/instance.ts'
import type { Offer } from '../roster/offer.ts'
import type { Roster } from '../roster/roster.ts'
import type { Attempt, CallHost, CallTask } from './call-task.ts'
import { WaitingQueue } from './queue.ts'
import { Resends } from './resends.ts'
import type { Task } from './task.ts'

/** What dispatch counts. */
export interface DispatchCounters {
  succeeded: number
  /** By code. */
  readonly failed: Map<ErrorCode, number>
  /** Calls that were sent again, after a refusal, a loss or an interruption. */
  retries: number
  refused: number
  lost: number
}

/** wait → pick → call, and what to do when an attempt does not end with an answer. */
export class Dispatch implements CallHost {
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
  readonly #resends = new Resends()

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
  refused(task: CallTask, attempt: Attempt, reason: RefuseReason): void {
    const { connection } = attempt
    this.counters.refused++
    if (reason === 'full') connection.of.refused = true
    else if (reason === 'draining') connection.draining = true
    else connection.refusedPaused = true
    this.#roster.refresh(connection.of)
    if (attempt.streams?.pulled !== true) return this.#again(task, connection)
    const message = `${task.method}: ${nameOf(connection)} refused it (${reason}), and had read from a stream in its params`
    task.fail(new RpcError('UNAVAILABLE', message, { execution: 'not-started' }))
    this.freed(connection)
  }

  /** Its connection is gone for good. Only what certainly did not start, or may run twice, is sent again. */
  lost(task: CallTask, attempt: Attempt, written: boolean): void {
    const { connection, streams } = attempt
    this.counters.lost++
    if (written) task.unknown++
    const mayGoOn = !written || (task.idempotent && task.atRisk < this.#maxAttempts)
    if (mayGoOn && streams?.pulled !== true) return this.#again(task, connection)
    // Another attempt, or the next one, may still be answered.
    if (!task.isOpen && task.line === undefined) {
      const times = task.unknown > 1 ? `, the last of ${task.unknown} that it was sent to,` : ''
      const how = connection.end === undefined ? '' : ` (close code ${connection.end.code})`
      const message = `${task.method}: ${nameOf(connection)}${times} was lost before it answered${how}`
      task.fail(new RpcError('UNAVAILABLE', message, { execution: 'unknown' }))
    }
    this.freed(connection)
  }

  /** Its connection may come back. What may run twice does not wait for that: it goes elsewhere at once. */
  interrupted(task: CallTask, { connection }: Attempt): void {
    if (!task.idempotent || task.atRisk >= this.#maxAttempts) return
    if (task.isUnderWay) return
    tryElsewhere(task, connection)
    this.#place(task)
  }

  /** A connection goes on: what was to be sent again for its sake, and was not, is not. */
  resumed(connection: PoolConnection): void {
    for (const task of this.#resends.take(connection)) this.queue(task.binding).remove(task)
  }

  /** Sends it elsewhere, and frees the slot that it had only then: it is older than those that wait for one. */
  #again(task: CallTask, connection: PoolConnection): void {
    if (!task.settled) {
      tryElsewhere(task, connection)
      if (task.line === undefined && !task.isUnderWay) this.#place(task)
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
        const message = `no connected provider of ${task.service} has the method ${task.method}`
        return this.#fail(task, new RpcError('UNIMPLEMENTED', message, { execution: task.execution }))
      }
      let candidates = readyFor(task, offer)
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
    this.#fail(task, new RpcError('INTERNAL', message, { execution: task.execution, cause }))
    return undefined
  }

  #sendTo(task: Task, member: Member): void {
    const connection = member.connection(task.tried?.at(-1))
    if (connection === undefined || !connection.link.hasRoom) {
      if (connection !== undefined) this.#isFull(connection)
      else this.#roster.refresh(member.instance)
      return this.#place(task)
    }
    const error = this.#send(task, connection)
    if (error === undefined) return
    if (isAboutStreams(error)) return this.#sendPast(task, connection, error)
    if (error.code !== 'UNAVAILABLE') return this.#fail(task, error)
    this.#leaves(connection)
    this.#place(task)
  }

  /** @returns why it can't be sent there. */
  #send(task: Task, connection: PoolConnection): RpcError | undefined {
    try {
      task.sendTo(connection)
      if (task.tried !== undefined) this.counters.retries++
      return undefined
    } catch (error) {
      if (error instanceof RpcError) return named(task, connection, error)
      const options = { execution: 'unknown', cause: error } as const
      return new RpcError('INTERNAL', `${task.method} could not be sent`, options)
    }
  }

  /**
   * `first` takes no streams, or no more for now, and others may: all that could take the call now are asked, each
   * connection once, and those of the instances that were asked already after the others.
   */
  #sendPast(task: Task, first: PoolConnection, error: RpcError): void {
    const offer = task.binding.offer(task.service)
    const asked = new Set([first])
    const ready = offer === undefined ? [] : readyFor(task, offer)
    let left = ready.filter(({ instance }) => instance !== first.of)
    let again = ready.filter(({ instance }) => instance === first.of)
    for (;;) {
      if (left.length === 0) {
        left = again.filter((one) => one.ready && notAsked(one, asked) !== undefined)
        again = []
      }
      if (left.length === 0) return this.#fail(task, error)
      const member = this.#pick(task, left)
      if (member === undefined) return
      // Whoever is picked, one goes: it comes to an end also when a balancer picks another.
      left.splice(left.indexOf(member), 1)
      const connection = notAsked(member, asked)
      if (connection === undefined) continue
      asked.add(connection)
      again.push(member)
      if (!connection.link.hasRoom) {
        this.#isFull(connection)
        continue
      }
      const why = this.#send(task, connection)
      if (why === undefined) return
      if (isAboutStreams(why)) error = why
      else if (why.code === 'UNAVAILABLE') this.#leaves(connection)
      else return this.#fail(task, why)
    }
  }

  /** Its transport's buffer is full, and the roster has not heard yet. */
  #isFull(connection: PoolConnection): void {
    connection.blocked = true
    this.#roster.refresh(connection.of)
  }

  /** It closes or drains, and the roster has not heard yet. */
  #leaves(connection: PoolConnection): void {
    connection.draining = true
    this.#roster.refresh(connection.of)
  }

  #wait(task: Task): void {
    const queue = this.queue(task.binding)
    // One that comes back may go over the bound for a moment: the slot that it leaves may be its own next one.
    if (queue.isFull && (task.tried === undefined || task.isOpen)) return this.#failFull(task, queue)
    queue.add(task)
    // A stream of Node that breaks while it waits must not end the process: from now on it is listened to.
    if (task.tried === undefined) hasStreams(task.params)
    if (task.isOpen) this.#resends.add(task)
  }

  #failFull(task: Task, { max }: WaitingQueue<Task>): void {
    const message = `${task.method}: the queue of ${task.binding.policy.path} is full (${max} wait)`
    this.#fail(task, new RpcError('RESOURCE_EXHAUSTED', message, { execution: task.execution }))
  }

  /** It can't be sent. That is its end, unless an attempt is open that may still be answered. */
  #fail(task: Task, error: RpcError): void {
    if (task.isOpen) this.queue(task.binding).remove(task)
    else task.fail(error)
  }
}

function nameOf({ name }: PoolConnection): string {
  return name === undefined ? 'its provider' : `its provider '${name}'`
}

/** Says which call it was: the link knows only the place in its params. And where, as others may take it. */
function named({ method }: Task, { name }: PoolConnection, error: RpcError): RpcError {
  const { code, execution, data, cause } = error
  const where = name === undefined || !isAboutStreams(error) ? '' : ` (its provider '${name}')`
  return new RpcError(code, `${method}: ${error.message}${where}`, { execution, data, cause: cause ?? error })
}

/** Whether a connection takes no streams, or no more for now: nothing was sent, and another may take them. */
function isAboutStreams({ code, execution }: RpcError): boolean {
  return execution === 'not-started' && (code === 'RESOURCE_EXHAUSTED' || code === 'UNIMPLEMENTED')
}

/** A connection of the member that could take a call, and was not asked. */
function notAsked({ connections }: Member, asked: ReadonlySet<PoolConnection>): PoolConnection | undefined {
  return connections.find((connection) => connection.usable && !asked.has(connection))
}

/** Those that could take it now. */
function readyFor({ service, method }: Task, offer: Offer): readonly Member[] {
  // Rare: some run another version.
  return offer.count(method) < offer.members.size
    ? offer.ready.filter((member) => member.offers(service, method))
    : offer.ready
}

/** Its next attempt should not go to this connection, nor to its instance. */
function tryElsewhere(task: Task, connection: PoolConnection): void {
  task.tried = [...(task.tried ?? []).filter((one) => one !== connection), connection]
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
