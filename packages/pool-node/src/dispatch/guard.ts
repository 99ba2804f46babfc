import { type Alarm, type RpcError, Timer } from '@wsrpc/core'
import { allEjectionRules, type EjectionOptions } from '../protection/ejection-options.ts'
import { Ejection, type EjectionHost, type EjectionReason } from '../protection/ejection.ts'
import { verdictOn } from '../protection/faults.ts'
import type { Health } from '../protection/health.ts'
import { RetryBudget, type RetryBudgetOptions } from '../protection/retry-budget.ts'
import type { Binding, BindingWatch } from '../roster/binding.ts'
import type { Member, PoolConnection } from '../roster/instance.ts'
import type { Roster } from '../roster/roster.ts'
import { Trials } from './trials.ts'
import { Warming } from './warming.ts'

/** An attempt of a call, as far as it says something about the one that has it. */
export interface Sent {
  readonly connection: PoolConnection
  /** In ms of the pool's clock. */
  readonly sentAt: number
}

/** How one path is protected. */
export interface GuardRules {
  readonly ejection: EjectionOptions | false
  /** In ms; 0: a new instance gets its whole share at once. */
  readonly slowStart: number
  readonly retryBudget: RetryBudgetOptions
}

export interface GuardHost {
  readonly roster: Roster
  readonly alarm: Alarm
  onEject(member: Member, until: number, why: EjectionReason): void
  onRestore(member: Member): void
  onError(error: unknown): void
  /** It is gone for good. */
  onGone(member: Member): void
}

/** What keeps failing instances and failing calls of one path from harming the others: the policies, with time. */
export class Guard implements BindingWatch, EjectionHost<Member> {
  readonly budget: RetryBudget
  readonly #binding: Binding
  readonly #rules: GuardRules
  readonly #host: GuardHost
  readonly #ejection: Ejection<Member> | undefined
  readonly #warming: Warming | undefined
  /** Of those that are ejected: when they are tried again. */
  readonly #timers = new Map<Member, Timer>()
  readonly #trials: Trials
  /** Those whose loss was held against their instance: once, however many calls were lost with one. */
  readonly #lost = new WeakSet<PoolConnection>()

  constructor(binding: Binding, rules: GuardRules, host: GuardHost) {
    this.budget = new RetryBudget(rules.retryBudget)
    this.#binding = binding
    this.#rules = rules
    this.#host = host
    const { baseTime } = allEjectionRules(rules.ejection === false ? {} : rules.ejection)
    this.#trials = new Trials(host.alarm, baseTime, (member, barred) => this.#bar(member, barred))
    this.#ejection = rules.ejection === false ? undefined : new Ejection(rules.ejection, this)
    this.#warming = rules.slowStart > 0 ? new Warming(binding, rules.slowStart, host.alarm) : undefined
    binding.watch = this
  }

  // ---- told by the binding

  joined(member: Member): void {
    this.#warming?.joined(member)
    member.health = this.#ejection?.join(member, this.#host.alarm.now())
  }

  left(member: Member): void {
    this.#warming?.left(member)
    this.#clear(member)
    if (member.health !== undefined) this.#ejection?.leave(member.health, this.#host.alarm.now())
    this.#host.onGone(member)
  }

  // ---- told of attempts

  took(attempt: Sent): void {
    const { member } = attempt.connection
    if (member?.health?.state === 'trial') this.#trials.took(member, attempt)
  }

  answered(attempt: Sent, error: RpcError | undefined, now: number): void {
    const health = this.#healthOf(attempt)
    if (health === undefined) return
    const verdict = error === undefined ? 'answer' : this.#verdictOn(error)
    if (verdict === 'answer') this.#ejection?.succeeded(health, now)
    else if (verdict === 'fault') this.#ejection?.failed(health, now)
  }

  /** There was no answer in time. */
  unanswered(attempt: Sent, now: number): void {
    const health = this.#healthOf(attempt)
    if (health !== undefined) this.#ejection?.failed(health, now)
  }

  /** Its connection is gone for good. */
  lost(attempt: Sent, now: number): void {
    const { connection } = attempt
    if (this.#lost.has(connection)) return
    this.#lost.add(connection)
    this.unanswered(attempt, now)
  }

  /** Its slot is free. */
  freed(attempt: Sent): void {
    const { member } = attempt.connection
    if (member !== undefined) this.#trials.freed(member, attempt)
  }

  // ---- told by the ejection

  ejected({ member }: Health<Member>, until: number, why: EjectionReason): void {
    const { alarm } = this.#host
    this.#clear(member)
    this.#bar(member, true)
    const timer = new Timer(alarm, () => {
      this.#timers.delete(member)
      if (member.health !== undefined) this.#ejection?.tryAgain(member.health, alarm.now())
    })
    this.#timers.set(member, timer)
    timer.set(until - alarm.now())
    this.#host.onEject(member, until, why)
  }

  onTrial({ member }: Health<Member>): void {
    this.#bar(member, false)
  }

  restored({ member }: Health<Member>): void {
    this.#clear(member)
    this.#warming?.joined(member)
    this.#bar(member, false)
    this.#host.onRestore(member)
  }

  #bar(member: Member, barred: boolean): void {
    this.#binding.bar(member, barred)
    this.#host.roster.refresh(member.instance)
  }

  #clear(member: Member): void {
    this.#timers.get(member)?.clear()
    this.#timers.delete(member)
    this.#trials.clear(member)
  }

  /** What was sent before its trial began does not decide that; nor does it count against one that was taken back. */
  #healthOf({ connection: { member }, sentAt }: Sent): Health<Member> | undefined {
    const health = member?.health
    return health === undefined || sentAt < health.since ? undefined : health
  }

  #verdictOn(error: RpcError): ReturnType<typeof verdictOn> {
    const { ejection } = this.#rules
    try {
      return verdictOn(error, ejection === false ? undefined : ejection.isFault)
    } catch (thrown) {
      this.#host.onError(thrown)
      return 'nothing'
    }
  }
}
