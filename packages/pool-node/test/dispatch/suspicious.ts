import { type OutgoingCall, RpcError } from '@wsrpc/core'
import { expect } from 'vitest'
import type { Instance } from '../../src/roster/instance.ts'
import type { Case } from './case.ts'
import type { Office } from './office.ts'
import { StandIn } from './stand-in.ts'

/** A stand-in that holds the pool to the rules at each sending, by what it said itself. */
export class Suspicious extends StandIn {
  readonly #office: Office
  /** Calls that have no end, over all connections of an instance. */
  readonly #taken: Map<Instance, number>
  /** What it may not get now, and why. */
  readonly closedFor = new Set<'draining' | 'paused' | 'gone'>()
  /** Rules that were broken: kept, since what is thrown here is the pool's to handle. */
  readonly breaches: unknown[]

  constructor(office: Office, taken: Map<Instance, number>, breaches: unknown[]) {
    super()
    this.breaches = breaches
    this.#office = office
    this.#taken = taken
  }

  get taken(): number {
    return this.#taken.get(this.connection.of) ?? 0
  }

  override call(call: OutgoingCall): void {
    const asked = call.params[0] as Case
    this.#judge(() => {
      this.#judgeAny(asked)
      expect(this.taken, 'slots').toBeLessThan(this.connection.of.concurrency)
      expect(asked.open, 'sendings at once').toBe(0)
      expect(asked.unknown, 'attempts').toBeLessThan(asked.options.idempotent ? 3 : 1)
    })
    this.#refuseValue(asked)
    super.call(call)
    asked.open++
    this.#taken.set(this.connection.of, this.taken + 1)
  }

  override notify(method: string, params: readonly unknown[]): void {
    const asked = params[0] as Case
    this.#judge(() => this.#judgeAny(asked))
    this.#refuseValue(asked)
    super.notify(method, params, undefined)
    asked.ran = true
  }

  /** An end is about to be told. */
  ending(call: OutgoingCall, how: 'ran' | 'not-started' | 'lost'): void {
    const asked = call.params[0] as Case
    this.open.splice(this.open.indexOf(call), 1)
    this.#taken.set(this.connection.of, this.taken - 1)
    asked.open--
    if (how === 'ran') asked.ran = true
    if (how === 'lost') asked.unknown++
  }

  #judge(rules: () => void): void {
    try {
      rules()
    } catch (breach) {
      this.breaches.push(breach)
    }
  }

  #judgeAny(asked: Case): void {
    const { connection } = this
    expect(asked.settled, 'settled').toBe(0)
    expect([...this.closedFor], 'closed').toEqual([])
    expect(connection.status?.paused ?? false, 'paused').toBe(false)
    expect(this.hasRoom, 'room').toBe(true)
    expect(connection.of.refused, 'refused').toBe(false)
    const method = asked.options.method
    expect(connection.member?.offers(method.slice(0, 1), method), 'method').toBe(true)
    for (const waiting of this.#office.dispatch.queue(asked.binding)) {
      if (waiting.method === method) expect(waiting.order, 'age').toBeGreaterThan(asked.number)
    }
  }

  #refuseValue(asked: Case): void {
    if (asked.number % 13 !== 12) return
    throw new RpcError('INVALID_ARGUMENT', 'params[0]: no', { execution: 'not-started' })
  }
}
