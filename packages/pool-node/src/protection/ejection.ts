import { allEjectionRules, type EjectionOptions, type EjectionRules } from './ejection-options.ts'
import { Health } from './health.ts'
import { outliers } from './success-rate.ts'

/** What was against it. */
export type EjectionReason = 'consecutive' | 'successRate'

/** Who is told, after the {@link Health} has changed. */
export interface EjectionHost<M> {
  /** It gets no calls until `until`, ms of the clock: {@link Ejection.tryAgain} is due then. */
  ejected(health: Health<M>, until: number, why: EjectionReason): void
  /** It gets one call. One that ends without saying how it is, as when it is cancelled, leaves room for another. */
  onTrial(health: Health<M>): void
  /** It gets calls as all others. What was due at its `until` is not any more. */
  restored(health: Health<M>): void
}

/** So many rows of failures may come by chance in an interval: an instance is ejected for nothing once in a thousand. */
const byChance = 0.001

/** Sums of parts such as 0.1 miss whole numbers by less than this. */
const rounding = 1e-9

/**
 * Which instances of one binding get no calls because they fail too many. As Envoy's outlier detection
 * (https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier), but that an instance comes back by
 * way of a single call, as in Finagle's failure accrual
 * (https://twitter.github.io/finagle/guide/Clients.html#failure-accrual). It needs no timer but the one for `until`.
 */
export class Ejection<M> {
  readonly #rules: EjectionRules
  readonly #host: EjectionHost<M>
  readonly #all = new Set<Health<M>>()
  /** Those of them that are ejected or on trial. */
  readonly #out = new Set<Health<M>>()
  #sweepAt = -Infinity
  /** Of those that are well: how their attempts ended since the last sweep. */
  #succeeded = 0
  #failed = 0
  /** The same of all, in the interval before: soon after a sweep it is most of what is known. */
  #before = { succeeded: 0, failed: 0 }
  /** How many of them are in a row that is long enough. */
  #failing = 0

  constructor(options: EjectionOptions, host: EjectionHost<M>) {
    this.#rules = allEjectionRules(options)
    this.#host = host
  }

  /** How many are ejected or on trial. */
  get out(): number {
    return this.#out.size
  }

  /** An instance came in. */
  join(member: M, now: number): Health<M> {
    const health = new Health(member, now)
    this.#all.add(health)
    return health
  }

  /** It is gone, and nothing is told of it any more. Reports that come late change nothing. */
  leave(health: Health<M>, now: number): void {
    this.#forget(health)
    this.#all.delete(health)
    this.#out.delete(health)
    // Somebody must serve, and whoever is next to try is the best there is.
    if (this.#all.size > 0 && this.#all.size === this.#out.size) this.#restore(this.#nextToTry(), now)
  }

  /** An attempt was answered. */
  succeeded(health: Health<M>, now: number): void {
    if (now >= this.#sweepAt) this.#sweep(now)
    if (health.state === 'well') {
      if (health.streak >= this.#rules.consecutiveFailures) this.#failing--
      health.streak = 0
      health.succeeded++
      this.#succeeded++
    } else if (health.state === 'trial' && this.#all.has(health)) this.#restore(health, now)
  }

  /** An attempt failed, and the instance may be why. */
  failed(health: Health<M>, now: number): void {
    if (now >= this.#sweepAt) this.#sweep(now)
    // Calls that were sent before say nothing new.
    if (health.state === 'ejected' || !this.#all.has(health)) return
    const { consecutiveFailures } = this.#rules
    if (health.state === 'trial') {
      return this.#nobodyIsWell ? this.#restore(health, now) : this.#eject(health, now, 'consecutive')
    }
    health.streak++
    health.failed++
    this.#failed++
    if (health.streak < consecutiveFailures) return
    if (health.streak === consecutiveFailures) this.#failing++
    if (this.#mayEject && this.#standsOut(health)) this.#eject(health, now, 'consecutive')
    // Where all fail, who is out is no worse than the others, and is missed.
    else if (this.#nobodyIsWell) for (const each of this.#out) this.#restore(each, now)
  }

  /** Its time is over. Does nothing if it is not ejected. */
  tryAgain(health: Health<M>, now: number): void {
    if (health.state !== 'ejected' || !this.#all.has(health)) return
    this.#enter(health, 'trial', now)
    this.#host.onTrial(health)
  }

  /** Whether one more may be out. One always may, the last one never. */
  get #mayEject(): boolean {
    const out = this.#out.size + 1
    const count = this.#all.size
    return out < count && (out === 1 || out <= count * this.#rules.maxShare + rounding)
  }

  /** Whether each of those that get calls fails one after the other. */
  get #nobodyIsWell(): boolean {
    return this.#failing === this.#all.size - this.#out.size
  }

  /**
   * Whether its row of failures says something of it. Where the others fail too, rows come by chance: of n calls that fail
   * with probability p, about n × p^length begin one of that length.
   */
  #standsOut({ streak, failed, succeeded }: Health<M>): boolean {
    const bad = this.#failed - failed + this.#before.failed
    const good = this.#succeeded - succeeded + this.#before.succeeded
    const usual = bad === 0 ? 0 : bad / (bad + good)
    return Math.max(streak, failed + succeeded) * usual ** streak < byChance
  }

  #eject(health: Health<M>, now: number, why: EjectionReason): void {
    const { interval, baseTime, maxTime } = this.#rules
    this.#forget(health)
    const forgiven = health.state === 'well' ? Math.floor((now - health.since) / interval) : 0
    // More than fills the longest time would only take longer to forgive.
    const most = Math.ceil(maxTime / baseTime)
    health.ejections = Math.min(most, Math.max(0, health.ejections - forgiven) + 1)
    this.#enter(health, 'ejected', now)
    const until = now + Math.min(maxTime, baseTime * health.ejections)
    health.until = until
    this.#out.add(health)
    this.#host.ejected(health, until, why)
  }

  #restore(health: Health<M>, now: number): void {
    this.#out.delete(health)
    this.#enter(health, 'well', now)
    this.#host.restored(health)
  }

  #enter(health: Health<M>, state: Health['state'], now: number): void {
    health.state = state
    health.since = now
    health.until = undefined
    health.streak = health.succeeded = health.failed = 0
  }

  /** What it did is not what those do that are well. */
  #forget(health: Health<M>): void {
    if (health.state !== 'well' || !this.#all.has(health)) return
    this.#succeeded -= health.succeeded
    this.#failed -= health.failed
    if (health.streak >= this.#rules.consecutiveFailures) this.#failing--
  }

  /** One that is on trial, else the one whose time is over first. */
  #nextToTry(): Health<M> {
    return [...this.#out].reduce((next, health) => ((health.until ?? 0) < (next.until ?? 0) ? health : next))
  }

  /** Due at the first report after an interval: without reports there is nothing to compare. */
  #sweep(now: number): void {
    const { successRate, interval } = this.#rules
    // After a pause, what was counted before it is no news.
    const isFresh = now < this.#sweepAt + interval
    this.#sweepAt = now + interval
    const found = isFresh && successRate !== false ? outliers(this.#all, successRate) : []
    for (const health of this.#all) health.succeeded = health.failed = 0
    this.#before = isFresh
      ? { succeeded: this.#succeeded, failed: this.#failed }
      : { succeeded: 0, failed: 0 }
    this.#succeeded = this.#failed = 0
    for (const health of found) if (this.#mayEject) this.#eject(health, now, 'successRate')
  }
}
