import type { RpcError } from '@wsrpc/core'
import { CallTask } from '../../src/dispatch/call-task.ts'
import { NotifyTask } from '../../src/dispatch/notify-task.ts'
import type { Task } from '../../src/dispatch/task.ts'
import type { Binding } from '../../src/roster/binding.ts'
import type { Office } from './office.ts'

export interface CaseOptions {
  readonly method: string
  readonly timeout: number
  readonly idempotent: boolean
  readonly notify: boolean
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
        demand: route.demand,
        params: [this],
        meta: undefined,
        idleTimeout: undefined,
        deadline: office.clock.now() + options.timeout,
        begun: office.clock.now(),
        wishes: undefined,
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

  giveUp(): void {
    this.#abort.abort()
  }
}
