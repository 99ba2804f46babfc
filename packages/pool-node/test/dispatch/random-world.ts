import assert from 'node:assert/strict'
import { type OutgoingCall, type RefuseReason, RpcError } from '@wsrpc/core'
import type { Step } from '@wsrpc/contract-tests/sequences'
import type { Binding, QueueRules } from '../../src/roster/binding.ts'
import type { Labels } from '../../src/roster/connection-info.ts'
import type { Narrowing } from '../../src/roster/demand.ts'
import { CallTask } from '../../src/dispatch/call-task.ts'
import { arrive, leave, status } from '../roster/people.ts'
import { Case } from './case.ts'
import { Office } from './office.ts'
import { type Facts, Suspicious } from './suspicious.ts'

const methods = ['A.x', 'A.y', 'B.x', 'C.x']
const timeouts = [5, 40, 400, Infinity]
const reasons: readonly RefuseReason[] = ['full', 'draining', 'paused']
const labels: readonly Labels[] = [{}, { gpu: true }, { zone: 'a' }, { gpu: true, zone: 'a' }]
/** Half of the calls ask for nothing else. Two instances are called `twin`. */
const asks: readonly Narrowing[] = [
  { labels: { gpu: true } },
  { labels: { zone: 'a', gpu: true } },
  { provider: 'twin' },
  { provider: 'i0' },
  { provider: 'twin', labels: { zone: 'a' } },
  { identity: 'ann' },
]
const tenants = [undefined, undefined, 'small', 'big']
const priorities = [0, 0, 0, -1, 7]

function queueFor(limit: number, tenantLimit: number): QueueRules {
  return { limit, tenantLimit, weight: (tenant) => (tenant === 'big' ? 3 : 1) }
}

/** Providers that come, go, refuse and fall silent, and callers that give up, in any order. */
export class RandomWorld {
  readonly cases: Case[] = []
  readonly #office = new Office()
  readonly #bindings: readonly Binding[]
  readonly #providers: Suspicious[] = []
  readonly #facts: Facts = { taken: new Map(), labels: new Map(), breaches: [], providers: this.#providers }
  #unsettled: readonly Case[] = []
  #arrived = 0
  #sent = 0
  #refused = 0
  #lost = 0
  #interrupted = 0

  constructor() {
    this.#bindings = [
      this.#office.bind(['A', 'B'], { queue: queueFor(4, 2) }),
      this.#office.bind([], { queue: queueFor(2, 1) }),
    ]
  }

  step([what, who, how, more]: Step): void {
    const provider = this.#providers[who % Math.max(1, this.#providers.length)]
    const kind = what % 16
    if (kind < 3) this.#ask(how, more)
    else if (kind === 3 || provider === undefined) this.#arrive(who, how, more)
    else if (kind === 4) this.#status(provider, how, more)
    else if (kind < 8) this.#end(provider, kind, how, more)
    else if (kind === 8) this.#lose(provider, how, more)
    else if (kind === 9) this.#room(provider, how)
    else if (kind === 10) this.#office.clock.advance(how % 30)
    else if (kind === 11) this.#interrupt(provider)
    else if (kind === 12) this.#resume(provider)
    else if (kind === 13) this.#stream(provider, how, more)
    else if (kind === 14) this.#bar(provider, how)
    else this.cases[how % Math.max(1, this.cases.length)]?.giveUp()
    this.#check()
  }

  /** The end: all that is open is answered or lost, time passes, and who waits for ever gives up. */
  end(answer: boolean): void {
    for (const provider of this.#providers.slice()) {
      if (!answer) this.#lose(provider, 0b10101, 0b00111)
      this.#resume(provider)
      while (answer && provider.open.length > 0) this.#answer(provider, provider.open[0] as OutgoingCall)
    }
    this.#office.clock.advance(1000)
    for (const asked of this.cases) asked.giveUp()
    for (const provider of this.#providers.slice()) this.#lose(provider, 0, 0)
    this.#check()
    this.#office[Symbol.dispose]()
    assert.equal(
      [...this.#facts.taken.values()].every((count) => count === 0),
      true,
    )
    for (const asked of this.cases) assert.equal(asked.settled, 1, `case ${asked.number}`)
    this.#checkCounters()
  }

  #ask(how: number, more: number): void {
    const method = methods[how % methods.length] as string
    const binding = this.#bindings[method.startsWith('C') ? 1 : 0] as Binding
    const timeout = timeouts[(how >> 2) % timeouts.length] as number
    const options = {
      method,
      timeout,
      idempotent: more % 2 === 0,
      notify: more % 8 === 7,
      asks: this.#asks(how >> 4, method, binding),
      tenant: tenants[(how >> 7) % tenants.length],
      priority: priorities[(more >> 3) % priorities.length] as number,
      affinity: (more >> 6) % 4 === 0 ? `key ${(more >> 8) % 5}` : undefined,
    }
    const asked = new Case(this.cases.length, options, binding, this.#office)
    this.cases.push(asked)
    this.#unsettled = [...this.#unsettled, asked]
    this.#office.attempts.start(asked.task)
  }

  /** Nothing, or a part of the table, or one instance and no other: as a call to all asks each. */
  #asks(how: number, method: string, binding: Binding): Narrowing {
    if (how % 2 === 0) return {}
    const asked = asks[(how >> 3) % (asks.length + 2)]
    if (asked !== undefined) return asked
    const members = [...binding.members].filter((member) => member.offers(method.slice(0, 1), method))
    const member = members[(how >> 5) % Math.max(1, members.length)]
    return member === undefined ? {} : { provider: member.id, instance: member.instance.key }
  }

  #arrive(who: number, how: number, more: number): void {
    const standIn = new Suspicious(this.#office, this.#facts)
    const binding = this.#bindings[how % 3 === 0 ? 1 : 0] as Binding
    const name = who % 3 === 0 ? {} : { name: 'twin' }
    const identity = who % 4 === 0 ? { identity: 'ann' } : {}
    const arrival = {
      id: `c${this.#arrived++}`,
      instance: `i${who % 3}`,
      link: standIn,
      ...name,
      ...identity,
    }
    standIn.connection = arrive(this.#office.roster, binding, arrival)
    this.#providers.push(standIn)
    this.#status(standIn, how, more)
  }

  #status(provider: Suspicious, how: number, more: number): void {
    const services: Record<string, string[]> = {}
    for (const [index, method] of methods.entries()) {
      const [service, name] = method.split('.') as [string, string]
      if (((how >> 2) + 1) % (index + 2) > 0) (services[service] ??= []).push(name)
    }
    provider.closedFor.delete('paused')
    const says = labels[(more >> 5) % labels.length] as Labels
    this.#facts.labels.set(provider.connection.of, says)
    const news = status(services, { concurrency: more % 4, paused: (more >> 2) % 8 === 0, labels: says })
    this.#office.roster.update(provider.connection, news)
  }

  #end(provider: Suspicious, kind: number, how: number, more: number): void {
    const call = provider.open[how % Math.max(1, provider.open.length)]
    if (call === undefined || provider.closedFor.has('away')) return
    if (kind === 5) return this.#answer(provider, call)
    if (kind === 6 && more % 2 === 0) {
      provider.ending(call, 'ran')
      return call.onError(new RpcError('ABORTED', 'it ran and failed'))
    }
    if (kind === 7) return this.#refuse(provider, call, reasons[more % 3] as RefuseReason)
    provider.ending(call, 'not-started')
    call.onError(new RpcError('UNIMPLEMENTED', 'not here', { execution: 'not-started' }))
  }

  #answer(provider: Suspicious, call: OutgoingCall): void {
    provider.ending(call, 'ran')
    call.onResult('ok', false)
  }

  /** A result with streams, or the end of such streams. */
  #stream(provider: Suspicious, how: number, more: number): void {
    const call = provider.open[how % Math.max(1, provider.open.length)]
    const [streaming] = provider.streaming
    provider.cuts = more % 4 === 0
    if (more % 3 === 0 && streaming !== undefined) return provider.release(streaming)
    if (call === undefined || provider.closedFor.has('away')) return
    provider.ending(call, 'streams')
    call.onResult('ok', true)
  }

  #interrupt(provider: Suspicious): void {
    if (provider.closedFor.has('away')) return
    this.#interrupted += provider.open.length
    provider.closedFor.add('away')
    this.#office.interrupt(provider)
  }

  #resume(provider: Suspicious): void {
    if (provider.closedFor.delete('away')) this.#office.resume(provider)
  }

  #refuse(provider: Suspicious, call: OutgoingCall, reason: RefuseReason): void {
    this.#refused++
    provider.ending(call, 'not-started')
    if (reason !== 'full') provider.closedFor.add(reason)
    call.onRefused(reason)
  }

  #lose(provider: Suspicious, how: number, more: number): void {
    this.#providers.splice(this.#providers.indexOf(provider), 1)
    this.#sent += provider.log.length
    provider.closedFor.add('gone')
    leave(this.#office.roster, provider.connection)
    for (const call of provider.streaming) provider.release(call)
    for (const [index, call] of [...provider.open].entries()) {
      this.#lost++
      const written = (how >> index) % 2 === 1
      if (written && (more >> index) % 2 === 1) provider.caseOf(call).ran = true
      provider.ending(call, written ? 'lost' : 'not-started')
      call.onLost(written)
    }
  }

  /** As an ejection does, or its end. */
  #bar({ connection: { member, of: instance } }: Suspicious, how: number): void {
    if (member === undefined) return
    const binding = this.#bindings.find((one) => one === member.binding)
    binding?.bar(member, how % 2 === 0)
    this.#office.roster.refresh(instance)
  }

  #room(provider: Suspicious, how: number): void {
    if (how % 2 === 0) provider.hasRoom = false
    else this.#office.room(provider)
  }

  #check(): void {
    const { breaches, taken: all } = this.#facts
    if (breaches.length > 0) throw breaches[0]
    const settled = this.#unsettled.filter((asked) => asked.settled > 0)
    for (const asked of settled) this.#checkCase(asked)
    if (settled.length > 0) this.#unsettled = this.#unsettled.filter((asked) => asked.settled === 0)
    assert.equal(this.#office.attempts.open, this.#unsettled.length)
    for (const [instance, taken] of all) assert.equal(instance.inFlight, taken, 'slots')
    for (const binding of this.#bindings) this.#checkQueue(binding)
  }

  #checkQueue(binding: Binding): void {
    const queue = this.#office.dispatch.queue(binding)
    // Those without a tenant may have the whole queue, and cost the tenants no more than half of it.
    const nameless = queue.sizeOf(undefined)
    const share = Math.max(queue.tenantLimit, queue.limit - queue.tenantLimit)
    assert.ok(nameless <= queue.limit)
    assert.ok(queue.size - Math.max(0, nameless - share) <= queue.limit)
    for (const tenant of ['small', 'big']) assert.ok(queue.sizeOf(tenant) <= queue.tenantLimit, tenant)
    const here = this.#providers.filter(({ connection }) => connection.member?.binding === binding)
    for (const waiting of queue) {
      const underWay = waiting instanceof CallTask && waiting.isUnderWay
      assert.equal(underWay, false, `${waiting.method} is sent where it may be answered, and waits`)
      const asked = waiting.params[0] as Case
      const able = here.filter(
        (one) => one.connection.member?.free === true && one.fits(asked) && one.mayHave(asked),
      )
      assert.equal(able.length, 0, `${waiting.method} waits, and could go`)
      const { instance } = asked.options.asks
      const isThere = here.some(({ connection }) => connection.of.key === instance)
      assert.ok(instance === undefined || isThere, `${waiting.method} waits for one that is gone`)
    }
  }

  #checkCase(asked: Case): void {
    const { succeeded, error, expected, ran, number } = asked
    for (const provider of this.#providers) {
      const open = provider.open.filter((call) => provider.caseOf(call) === asked)
      for (const call of open) assert.ok(provider.cancelled.includes(call), `case ${number} is cancelled`)
    }
    if (succeeded) assert.equal(ran, true, `case ${number} ran`)
    if (error === undefined) return
    // As when a list gives one whom the call does not ask for.
    assert.notEqual(error.code, 'INTERNAL', error.message)
    if (error.code === 'ABORTED') assert.equal(error.execution, 'finished')
    else assert.equal(error.execution, expected, `case ${number}: ${error.message}`)
    if (error.execution === 'not-started') assert.equal(ran, false, `case ${number} ran`)
  }

  #checkCounters(): void {
    const { succeeded, failed, retries, refused, lost } = this.#office.counters
    const errors = Object.values(failed)
      .flatMap((counts) => Object.values(counts))
      .reduce((sum, count) => sum + count, 0)
    assert.equal(succeeded, this.cases.filter((asked) => asked.succeeded).length)
    assert.equal(succeeded + errors, this.cases.length)
    assert.deepEqual([refused, lost], [this.#refused, this.#lost])
    assert.ok(this.#sent - retries <= this.cases.length)
    assert.ok(retries <= refused + lost + this.#interrupted)
  }
}
