import assert from 'node:assert/strict'
import type { Step } from '@wsrpc/contract-tests/sequences'
import { type RefuseReason, RpcError } from '@wsrpc/core'
import { leastLoaded } from '../../src/balancers/least-loaded.ts'
import type { CallEvent } from '../../src/dispatch/trace.ts'
import type { CallOptions } from '../../src/options.ts'
import type { Balancer } from '../../src/balancers/balancer.ts'
import type { Binding } from '../../src/roster/binding.ts'
import { Office } from '../dispatch/office.ts'
import { StandIn } from '../dispatch/stand-in.ts'
import { arrive } from '../roster/people.ts'
import { ask, takers } from './ask.ts'

const methods = ['A.x', 'A.y', 'B.x', 'C.x']
/** Of instances; two share each of the last ones. */
const names = ['i0', 'i1', 'i2', 'i3', 'n0', 'n1']
const refusals: readonly RefuseReason[] = ['full', 'draining', 'paused']
const outcomes: Readonly<Record<string, string>> = { sent: 'send', queued: 'wait', failed: 'fail' }

/** Providers and calls in any order. Each call is explained before it is made, if that is wanted. */
export class RandomDesk {
  /** What happened to all calls: a word for each event. */
  readonly log: string[] = []
  /** How many calls came to each outcome, and how often each reason was told. */
  readonly seen = new Map<string, number>()
  readonly #explains: boolean
  readonly #office = new Office()
  readonly #binding: Binding
  readonly #standIns: StandIn[] = []
  #arrived = 0
  #asked = 0
  /** What each call was told. */
  readonly #stories: CallEvent[][] = []
  /** Whom the balancer of the path was offered last. */
  #offered: readonly string[] = []

  constructor(explains: boolean) {
    this.#explains = explains
    this.#binding = this.#office.bind(
      ['A', 'B'],
      {
        balancer: this.#spy(),
        queue: { limit: 4, tenantLimit: 2, weight: () => 1 },
        weigh: ({ labels }) => (labels['gpu'] === 1 ? 3 : 1),
      },
      { ejection: { consecutiveFailures: 1, maxShare: 1, successRate: false, baseTime: 40 }, slowStart: 20 },
    )
  }

  step([what, who, how, more]: Step): void {
    const standIn = this.#standIns[who % Math.max(1, this.#standIns.length)]
    const kind = what % 16
    if (kind < 5) this.#ask(how, more)
    else if (kind === 5 || standIn === undefined) this.#arrive(who, how, more)
    else if (kind === 6) this.#status(standIn, how, more)
    else if (kind < 11) this.#end(standIn, kind, more)
    else if (kind === 11) this.#lose(standIn, how)
    else if (kind === 12) this.#room(standIn, how)
    else if (kind === 13) this.#away(standIn)
    else if (kind === 14) this.#goes(standIn)
    else this.#office.clock.advance(how % 30)
  }

  end(): void {
    this.#office.dispatch.stop()
    for (const standIn of this.#standIns.slice()) this.#lose(standIn, 1)
    this.#office[Symbol.dispose]()
    for (const story of this.#stories) checkStory(story)
  }

  #ask(how: number, more: number): void {
    const method = methods[how % methods.length] as string
    const options: CallOptions = {
      timeout: Infinity,
      ...(how & 16 ? { affinity: `k${more % 50}` } : {}),
      ...((how & 96) === 32 ? { labels: { gpu: more % 3 } } : {}),
      ...((how & 96) === 64 ? { provider: names[more % 6] as string } : {}),
      ...((how & 96) === 96 ? { identity: more % 4 === 0 ? 'bob' : 'ann' } : {}),
      ...(how & 128 ? { tenant: `t${more % 2}` } : {}),
      ...(how & 256 ? { idempotent: true } : {}),
    }
    const told = this.#explains ? ask(this.#office, method, options) : undefined
    const number = this.#asked++
    const events: CallEvent[] = []
    this.#stories.push(events)
    const observe = (event: CallEvent): void => {
      events.push(event)
      const { type, at } = event
      this.log.push(`${number} ${type} at ${at}${'provider' in event ? ` ${event.provider}` : ''}`)
    }
    void this.#office.call(method, [number], { ...options, observe })
    if (told === undefined) return
    const last = events.at(-1) as CallEvent
    assert.equal(told.outcome, outcomes[last.type], told.text)
    const reasons = told.excluded.flatMap(({ why }) => why)
    for (const { why } of told.excluded) assert.ok(why.length > 0, told.text)
    for (const what of [told.outcome, ...reasons]) this.seen.set(what, (this.seen.get(what) ?? 0) + 1)
    if (last.type === 'failed') {
      assert.deepEqual(told.error, { code: last.code, message: last.message })
    } else assert.equal(told.error, undefined)
    if (last.type !== 'sent') return
    const picked = events.findLast(({ type }) => type === 'picked') as CallEvent & { type: 'picked' }
    assert.equal(picked.candidates, told.candidates.length)
    assert.equal(picked.by, told.balancer)
    assert.ok(takers(told).includes(last.provider))
    if (options.affinity === undefined) assert.deepEqual([...takers(told)].sort(), [...this.#offered].sort())
    else assert.equal(takers(told)[0], last.provider)
  }

  #spy(): Balancer {
    const balancer = leastLoaded()
    return {
      name: 'spy',
      pick: (candidates, random, call) => {
        this.#offered = candidates.map(({ id }) => id)
        return balancer.pick(candidates, random, call)
      },
    }
  }

  /** Some say at once what they offer, others do not. */
  #arrive(who: number, how: number, more: number): void {
    const standIn = new StandIn()
    const which = who % 4
    const identity = which < 2 ? { identity: 'ann' } : {}
    const names = { instance: `i${which}`, name: `n${who % 2}`, ...identity }
    const arrival = { id: `c${this.#arrived++}`, ...names, link: standIn }
    standIn.connection = arrive(this.#office.roster, this.#binding, arrival)
    this.#standIns.push(standIn)
    if (how % 8 > 0) this.#status(standIn, how, more)
  }

  #status(standIn: StandIn, how: number, more: number): void {
    const services: Record<string, string[]> = {}
    if (how & 1 || how & 2) services['A'] = how & 1 ? ['x', 'y'] : ['x']
    if (how & 4) services['B'] = ['x']
    const paused = more % 7 === 0
    this.#office.status(standIn, services, { concurrency: more % 4, paused, labels: { gpu: how % 3 } })
  }

  #end(standIn: StandIn, kind: number, more: number): void {
    if (standIn.open.length === 0 || standIn.connection.interrupted) return
    if (kind === 7) standIn.answer('ok')
    else if (kind === 8) standIn.next().onRefused(refusals[more % 3] as RefuseReason)
    else standIn.fail(new RpcError('INTERNAL', 'it broke', { execution: 'finished' }))
  }

  #lose(standIn: StandIn, how: number): void {
    this.#standIns.splice(this.#standIns.indexOf(standIn), 1)
    this.#office.lose(standIn, how % 2 === 1)
  }

  #room(standIn: StandIn, how: number): void {
    if (how % 2 === 0) standIn.hasRoom = false
    else this.#office.room(standIn)
  }

  #away(standIn: StandIn): void {
    if (standIn.connection.interrupted) this.#office.resume(standIn)
    else this.#office.interrupt(standIn)
  }

  #goes(standIn: StandIn): void {
    standIn.connection.draining = true
    this.#office.roster.refresh(standIn.connection.of)
  }
}

/** It ends once, whatever happened in between, and time goes on. */
function checkStory(story: readonly CallEvent[]): void {
  const ends = story.filter(({ type }) => type === 'answered' || type === 'failed')
  assert.deepEqual(ends, story.slice(-1))
  for (const [index, { at, call }] of story.entries()) {
    assert.ok(at >= (story[index - 1]?.at ?? 0))
    assert.equal(call, story[0]?.call)
  }
}
