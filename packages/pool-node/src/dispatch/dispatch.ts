import { type Alarm, hasStreams, RpcError } from '@wsrpc/core'
import type { Binding } from '../roster/binding.ts'
import type { Home, Member } from '../roster/instance.ts'
import type { Roster } from '../roster/roster.ts'
import { candidatesFor, suits, unplaceable } from './candidates.ts'
import { pick, pickOther } from './pick.ts'
import { queueFull } from './queue-full.ts'
import { WaitingQueue } from './queue/waiting-queue.ts'
import { unsayable } from './unsayable.ts'
import { Resends } from './resends.ts'
import { Sender } from './sender.ts'
import type { Task } from './task.ts'

/** Where the calls of one binding wait. */
interface WaitingRoom {
  readonly binding: Binding
  readonly queue: WaitingQueue<Task>
}

/** wait → pick → call, for a task whose route is known. What follows when an attempt has ended: `attempts.ts`. */
export class Dispatch {
  /** Calls that wait to be sent again, and are not if a connection goes on. */
  readonly resends: Resends = new Resends()
  readonly #alarm: Alarm
  readonly #random: () => number
  readonly #sender: Sender
  readonly #rooms = new Map<Home, WaitingRoom>()
  #stopped = false

  constructor(roster: Roster, alarm: Alarm, random: () => number) {
    this.#alarm = alarm
    this.#random = random
    this.#sender = new Sender(roster, (task, candidates) => pick(task, candidates, random))
  }

  /** The calls of a binding that wait. */
  queue(binding: Binding): WaitingQueue<Task> {
    return this.#room(binding).queue
  }

  /** The pool closes: what waits fails, and nothing is sent again. */
  stop(): void {
    this.#stopped = true
    for (const { queue } of this.#rooms.values()) for (const task of queue) this.place(task)
  }

  /** Sends it now, or lets it wait. */
  place(task: Task, now: number = this.#alarm.now()): void {
    for (;;) {
      // Its observer may have given it up just now.
      if (task.settled) return
      if (this.#stopped) return task.fail(closed(task))
      const candidates = candidatesFor(task)
      if (candidates.length === 0) {
        const error = unplaceable(task)
        return error === undefined ? this.#wait(task) : this.fail(task, error)
      }
      const member = this.#pick(task, candidates)
      if (member instanceof RpcError) return this.fail(task, member)
      const sent = this.#sender.send(task, member, now)
      if (sent === 'sent') return
      if (sent instanceof RpcError) return this.fail(task, sent)
    }
  }

  /** One of another instance than those that had it, if there is one. */
  #pick(task: Task, candidates: readonly Member[]): Member | RpcError {
    const { tried } = task
    const other = tried && pickOther(task, candidates, tried, this.#random)
    return other ?? pick(task, candidates, this.#random)
  }

  /**
   * Sends it to one of other instances than where it is, if one could take it now. It does not wait for one.
   *
   * @returns whether it was sent.
   */
  placeBeside(task: Task, now: number): boolean {
    if (this.#stopped) return false
    const { tried = [], openAt } = task
    const candidates = candidatesFor(task)
    const member =
      pickOther(task, candidates, [...tried, ...openAt], this.#random) ??
      pickOther(task, candidates, openAt, this.#random)
    if (member === undefined || member instanceof RpcError) return false
    return this.#sender.send(task, member, now) === 'sent'
  }

  /** A member could take a call that it could not take before: whose turn it is of those that fit. */
  wake(member: Member): void {
    const room = this.#rooms.get(member.binding)
    while (room !== undefined && room.queue.size > 0 && member.free) {
      const task = room.queue.take((demand) => suits(demand, member, room.binding), member.names)
      if (task === undefined) return
      const now = this.#alarm.now()
      const sent = this.#sender.send(task, member, now)
      if (sent === 'moved') this.place(task, now)
      else if (sent instanceof RpcError) this.fail(task, sent)
    }
  }

  /** A member is gone for good. Calls to that very instance need not wait for it. */
  gone(member: Member): void {
    const queue = this.#rooms.get(member.binding)?.queue
    if (queue === undefined || queue.size === 0) return
    const { key } = member.instance
    // A copy: nothing that waits anew is looked at again.
    for (const task of queue.waitingFor(key)) {
      if (task.isWaiting && task.demand.instance === key) this.place(this.withdraw(task))
    }
  }

  /** It does not wait any more. */
  withdraw(task: Task): Task {
    if (task.isWaiting) this.queue(task.binding).remove(task)
    return task
  }

  /** It came back to the queue, which may be fuller than it should be. */
  trim(task: Task): void {
    if (!task.isWaiting) return
    const over = this.queue(task.binding).excess(task.tenant)
    if (over !== undefined) this.#failFull(task, over)
  }

  /** It can't be sent. That is its end, unless an attempt is open that may still be answered. */
  fail(task: Task, error: RpcError): void {
    if (task.isOpen) this.withdraw(task)
    else task.fail(error)
  }

  #wait(task: Task): void {
    const lack = task.tried === undefined ? unsayable(task) : undefined
    if (lack !== undefined) return this.fail(task, lack)
    const queue = this.queue(task.binding)
    const full = queue.refusal(task.tenant)
    // One that comes back may go over the bound for a moment: the slot that it leaves may be its own next one.
    if (full !== undefined && (task.tried === undefined || task.isOpen)) return this.#failFull(task, full)
    queue.add(task)
    task.trace?.tell({ type: 'queued', waiting: queue.size })
    // A stream of Node that breaks while it waits must not end the process: from now on it is listened to.
    if (task.tried === undefined) hasStreams(task.params)
    if (task.isOpen) this.resends.add(task)
  }

  #failFull(task: Task, bound: 'limit' | 'tenantLimit'): void {
    const { method, tenant, execution, binding } = task
    const { path } = binding.policy
    this.fail(task, queueFull({ method, path, tenant, bound, queue: this.queue(binding), execution }))
  }

  #room(binding: Binding): WaitingRoom {
    let room = this.#rooms.get(binding)
    if (room === undefined) {
      room = { binding, queue: new WaitingQueue(binding.policy.queue) }
      this.#rooms.set(binding, room)
    }
    return room
  }
}

function closed({ method, execution }: Task): RpcError {
  return new RpcError('UNAVAILABLE', `${method}: the pool is closed`, { execution })
}
