import type { RpcError } from '@wsrpc/core'
import { CallTask } from '../../src/dispatch/call-task.ts'
import { NotifyTask } from '../../src/dispatch/notify-task.ts'
import type { Task, Wishes } from '../../src/dispatch/task.ts'
import type { Binding } from '../../src/roster/binding.ts'
import type { Labels } from '../../src/roster/connection-info.ts'
import { Demand, type Narrowing } from '../../src/roster/demand.ts'
import type { Instance } from '../../src/roster/instance.ts'
import type { Office } from './office.ts'

export interface CaseOptions {
  readonly method: string
  readonly timeout: number
  readonly idempotent: boolean
  readonly notify: boolean
  /** Whom it is for, besides the method. */
  readonly asks: Narrowing
  readonly tenant: string | undefined
  readonly priority: number
  readonly affinity: string | undefined
}

/** One thing that the pool was asked to do, and what the providers know of it. */
export class Case {
  readonly number: number
  readonly options: CaseOptions
  readonly binding: Binding
  readonly task: Task
  /** How often it was settled; more than once must never be. */
  settled = 0
  succeeded = false
  error: RpcError | undefined
  /** What the error should say, worked out when it came. */
  expected: string | undefined
  /** A provider ran it. */
  ran = false
  /** Where sendings have no end yet. */
  readonly at = new Set<{ readonly closedFor: ReadonlySet<string> }>()
  /** Sendings that had left when their connection was lost. */
  unknown = 0
  readonly #abort = new AbortController()

  constructor(number: number, options: CaseOptions, binding: Binding, office: Office) {
    this.number = number
    this.options = options
    this.binding = binding
    const route = office.router.route(options.method)
    const Kind = options.notify ? NotifyTask : CallTask
    this.task = new Kind(
      {
        route,
        demand:
          Object.keys(options.asks).length === 0 ? route.demand : new Demand(options.method, options.asks),
        params: [this],
        meta: undefined,
        idleTimeout: undefined,
        deadline: office.clock.now() + options.timeout,
        begun: office.clock.now(),
        wishes: wishesOf(options),
        signal: this.#abort.signal,
        idempotent: options.idempotent,
        order: number,
        resolve: () => {
          this.settled++
          this.succeeded = true
        },
        reject: (error) => {
          this.settled++
          this.error = error
          this.expected = this.open + this.unknown > 0 ? 'unknown' : 'not-started'
        },
      },
      office.attempts,
    )
  }

  get open(): number {
    return this.at.size
  }

  /** It says who is to take it: one who failed too often may be that, too. */
  get isNamed(): boolean {
    const { provider, instance } = this.options.asks
    return provider !== undefined || instance !== undefined
  }

  /** Whether it is for an instance that said of itself to have those labels. */
  isFor({ id, key, name, identity: who }: Instance, labels: Labels): boolean {
    const { labels: asked = {}, provider, identity, instance } = this.options.asks
    return (
      Object.entries(asked).every(([label, value]) => labels[label] === value) &&
      (provider === undefined || provider === id || provider === name) &&
      (identity === undefined || identity === who) &&
      (instance === undefined || instance === key)
    )
  }

  /** Whether this one goes before the other, which asks the same. */
  goesBefore(other: Case): boolean {
    const [mine, its] = [this.options.priority, other.options.priority]
    return mine === its ? this.number < other.number : mine > its
  }

  giveUp(): void {
    this.#abort.abort()
  }
}

function wishesOf({ affinity, priority, tenant }: CaseOptions): Wishes | undefined {
  if (affinity === undefined && priority === 0 && tenant === undefined) return undefined
  return { affinity, priority, tenant, hedge: undefined, trace: undefined }
}
