import assert from 'node:assert/strict'
import { type OutgoingCall, RpcError } from '@wsrpc/core'
import type { Instance } from '../../src/roster/instance.ts'
import type { Case } from './case.ts'
import type { Office } from './office.ts'
import { StandIn } from './stand-in.ts'

/** A stand-in that holds the pool to the rules at each sending, by what it said itself. */
export class Suspicious extends StandIn {
  /** The params of a call that is settled are gone. */
  readonly #cases = new WeakMap<OutgoingCall, Case>()
  readonly #office: Office
  /** Calls that have no end, over all connections of an instance. */
  readonly #taken: Map<Instance, number>
  /** What it may not get now, and why. */
  readonly closedFor = new Set<'draining' | 'paused' | 'gone' | 'away'>()
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
    this.#taken.set(this.connection.of, this.taken + 1)
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
    this.#taken.set(this.connection.of, this.taken - 1)
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
    assert.equal(asked.settled, 0, 'settled')
    assert.deepEqual([...this.closedFor], [], 'closed')
    assert.equal(connection.status?.paused ?? false, false, 'paused')
    assert.equal(this.hasRoom, true, 'room')
    assert.equal(connection.of.refused, false, 'refused')
    const method = asked.options.method
    assert.equal(connection.member?.offers(method.slice(0, 1), method), true, 'method')
    for (const waiting of this.#office.dispatch.queue(asked.binding)) {
      if (waiting.method === method) assert.ok(waiting.order > asked.number, 'age')
    }
  }

  #refuseValue(asked: Case): void {
    if (asked.number % 13 !== 12) return
    throw new RpcError('INVALID_ARGUMENT', 'params[0]: no', { execution: 'not-started' })
  }
}
