import assert from 'node:assert/strict'
import { type OutgoingCall, RpcError } from '@wsrpc/core'
import type { Labels } from '../../src/roster/connection-info.ts'
import type { Instance } from '../../src/roster/instance.ts'
import type { Case } from './case.ts'
import type { Office } from './office.ts'
import { StandIn } from './stand-in.ts'

/** What the world knows of all that are here. */
export interface Facts {
  /** Calls that have no end, over all connections of an instance. */
  readonly taken: Map<Instance, number>
  /** What an instance said of itself last. */
  readonly labels: Map<Instance, Labels>
  /** Rules that were broken: kept, since what is thrown here is the pool's to handle. */
  readonly breaches: unknown[]
  readonly providers: Suspicious[]
}

/** A stand-in that holds the pool to the rules at each sending, by what it said itself. */
export class Suspicious extends StandIn {
  /** The params of a call that is settled are gone. */
  readonly #cases = new WeakMap<OutgoingCall, Case>()
  readonly #office: Office
  readonly #facts: Facts
  /** What it may not get now, and why. */
  readonly closedFor = new Set<'draining' | 'paused' | 'gone' | 'away'>()

  constructor(office: Office, facts: Facts) {
    super()
    this.#office = office
    this.#facts = facts
  }

  get taken(): number {
    return this.#facts.taken.get(this.connection.of) ?? 0
  }

  /** Whether it is one whom a call asks for. */
  fits(asked: Case): boolean {
    const { member, of: instance } = this.connection
    const { method } = asked.options
    const offers = member?.binding === asked.binding && member.offers(method.slice(0, 1), method)
    return offers && asked.isFor(instance, this.#facts.labels.get(instance) ?? {})
  }

  /** Whether it may have a call that it fits: not one that failed too often, as long as there is another. */
  mayHave(asked: Case): boolean {
    if (this.connection.member?.barred !== true || asked.isNamed) return true
    return !this.#facts.providers.some((other) => other.isWell && other.fits(asked))
  }

  /** Whether it takes calls, if it had a slot, and did not fail too often. */
  get isWell(): boolean {
    return this.connection.usable && this.connection.member?.barred === false
  }

  override call(call: OutgoingCall): void {
    const asked = call.params[0] as Case
    this.#cases.set(call, asked)
    this.#judge(() => {
      this.#judgeAny(asked)
      assert.ok(this.taken < this.connection.of.concurrency, 'slots')
      // Beside an open sending only where all that are open are away, and it may run twice.
      assert.equal(asked.at.has(this), false, 'twice here')
      for (const other of asked.at) assert.equal(other.closedFor.has('away'), true, 'sendings at once')
      assert.ok(asked.open + asked.unknown < (asked.options.idempotent ? 3 : 1), 'attempts')
    })
    this.#refuseValue(asked)
    super.call(call)
    asked.at.add(this)
    this.#facts.taken.set(this.connection.of, this.taken + 1)
  }

  override notify(method: string, params: readonly unknown[]): void {
    const asked = params[0] as Case
    this.#judge(() => this.#judgeAny(asked))
    this.#refuseValue(asked)
    super.notify(method, params, undefined)
    asked.ran = true
  }

  override cancel(call: OutgoingCall): boolean {
    const withdrawn = super.cancel(call)
    if (withdrawn) {
      this.caseOf(call).at.delete(this)
      this.#free()
    }
    return withdrawn
  }

  /** The streams of a result end. */
  release(call: OutgoingCall): void {
    this.streaming.delete(call)
    this.#free()
    call.onReleased()
  }

  caseOf(call: OutgoingCall): Case {
    return this.#cases.get(call) as Case
  }

  /** An end is about to be told. */
  ending(call: OutgoingCall, how: 'ran' | 'streams' | 'not-started' | 'lost'): void {
    const asked = this.caseOf(call)
    this.open.splice(this.open.indexOf(call), 1)
    asked.at.delete(this)
    if (how === 'ran' || how === 'streams') asked.ran = true
    if (how === 'lost') asked.unknown++
    if (how === 'streams') this.streaming.add(call)
    else this.#free()
  }

  #free(): void {
    this.#facts.taken.set(this.connection.of, this.taken - 1)
  }

  #judge(rules: () => void): void {
    try {
      rules()
    } catch (breach) {
      this.#facts.breaches.push(breach)
    }
  }

  #judgeAny(asked: Case): void {
    const { connection } = this
    assert.equal(asked.settled, 0, 'settled')
    assert.deepEqual([...this.closedFor], [], 'closed')
    assert.equal(connection.status?.paused ?? false, false, 'paused')
    assert.equal(this.hasRoom, true, 'room')
    assert.equal(connection.of.refused, false, 'refused')
    assert.ok(this.fits(asked), 'method, labels and name')
    assert.ok(this.mayHave(asked), 'barred')
    const { demand, tenant } = asked.task
    for (const waiting of this.#office.dispatch.queue(asked.binding)) {
      if (waiting.demand.key !== demand.key || waiting.tenant !== tenant) continue
      assert.ok(asked.goesBefore(waiting.params[0] as Case), 'priority and age')
    }
  }

  #refuseValue(asked: Case): void {
    if (asked.number % 13 !== 12) return
    throw new RpcError('INVALID_ARGUMENT', 'params[0]: no', { execution: 'not-started' })
  }
}
