import { RpcError } from '@wsrpc/core'
import type { Member, PoolConnection } from '../roster/instance.ts'
import { oneLine } from '../roster/one-line.ts'
import type { Roster } from '../roster/roster.ts'
import type { Task } from './task.ts'

/** How a sending went. `'moved'`: the one that was picked could not take it after all; the roster knows that now. */
export type Sent = 'sent' | 'moved' | RpcError

type Pick = (task: Task, candidates: readonly Member[]) => Member | RpcError

/** Hands a call to a connection of the member that was picked. */
export class Sender {
  readonly #roster: Roster
  readonly #pick: Pick

  constructor(roster: Roster, pick: Pick) {
    this.#roster = roster
    this.#pick = pick
  }

  send(task: Task, member: Member, now: number): Sent {
    // Whoever was told that it is picked may have given the slot away.
    const connection = member.free ? member.connection(task.tried?.at(-1)) : undefined
    if (connection === undefined) {
      this.#roster.refresh(member.instance)
      return 'moved'
    }
    const sent = this.#write(task, connection, now)
    return isAboutStreams(sent) ? this.#sendPast(task, connection, sent, now) : sent
  }

  #write(task: Task, connection: PoolConnection, now: number): Sent {
    // Or given the call up.
    if (task.settled) return 'sent'
    if (!connection.link.hasRoom) {
      // Its transport's buffer is full, and the roster has not heard yet.
      connection.blocked = true
      this.#roster.refresh(connection.of)
      return 'moved'
    }
    try {
      task.sendTo(connection, now)
      return 'sent'
    } catch (error) {
      if (!(error instanceof RpcError)) {
        const options = { execution: 'unknown', cause: error } as const
        return new RpcError('INTERNAL', `${task.method} could not be sent`, options)
      }
      if (error.code !== 'UNAVAILABLE') return named(task, connection, error)
      // It closes or drains, and the roster has not heard yet.
      connection.draining = true
      this.#roster.refresh(connection.of)
      return 'moved'
    }
  }

  /**
   * `first` takes no streams, or no more for now, and others may: all that could take the call now are asked, each
   * connection once, and those of the instances that were asked already after the others.
   */
  #sendPast(task: Task, first: PoolConnection, why: RpcError, now: number): Sent {
    const asked = new Set([first])
    const ready = task.binding.offer(task.demand.service)?.candidates(task.demand) ?? []
    let left = ready.filter(({ instance }) => instance !== first.of)
    let again = ready.filter(({ instance }) => instance === first.of)
    let error = why
    for (;;) {
      if (left.length === 0) {
        left = again.filter((one) => one.free && notAsked(one, asked) !== undefined)
        again = []
      }
      if (left.length === 0) return error
      const member = this.#pick(task, left)
      if (member instanceof RpcError) return member
      // Whoever is picked, one goes: it comes to an end also when a balancer picks another.
      left.splice(left.indexOf(member), 1)
      const connection = notAsked(member, asked)
      if (connection === undefined) continue
      asked.add(connection)
      again.push(member)
      const sent = this.#write(task, connection, now)
      if (isAboutStreams(sent)) error = sent
      else if (sent !== 'moved') return sent
    }
  }
}

/** Says which call it was: the link knows only the place in its params. And where, as others may take it. */
function named({ method }: Task, { name }: PoolConnection, error: RpcError): RpcError {
  const { code, execution, data, cause } = error
  const where = name === undefined || !isAboutStreams(error) ? '' : ` (its provider '${oneLine(name)}')`
  return new RpcError(code, `${method}: ${error.message}${where}`, { execution, data, cause: cause ?? error })
}

/** Whether a connection takes no streams, or no more for now: nothing was sent, and another may take them. */
function isAboutStreams(sent: Sent): sent is RpcError {
  return (
    sent instanceof RpcError &&
    sent.execution === 'not-started' &&
    (sent.code === 'RESOURCE_EXHAUSTED' || sent.code === 'UNIMPLEMENTED')
  )
}

/** A connection of the member that could take a call, and was not asked. */
function notAsked({ connections }: Member, asked: ReadonlySet<PoolConnection>): PoolConnection | undefined {
  return connections.find((connection) => connection.usable && !asked.has(connection))
}
