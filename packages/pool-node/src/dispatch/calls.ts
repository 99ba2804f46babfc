import { type Alarm, cancelled, checkCall, deadlineExceeded, deadlineOf, metaOf, RpcError } from '@wsrpc/core'
import { checkCallOptions } from '../check/options.ts'
import type { CallOptions } from '../options.ts'
import type { Dispatch } from './dispatch.ts'
import type { Router } from './router.ts'
import type { CallTask, NotifyTask, TaskHost, TaskOptions } from './task.ts'

type TaskKind = new (options: TaskOptions, host: TaskHost) => CallTask | NotifyTask

/** Where a call of the application becomes a task: checked, routed, and given a deadline. */
export class Calls {
  readonly #router: Router
  readonly #dispatch: Dispatch
  readonly #alarm: Alarm
  #order = 0
  /** Set when the pool leaves: why there are no new calls. */
  closedFor: string | undefined

  constructor(router: Router, dispatch: Dispatch, alarm: Alarm) {
    this.#router = router
    this.#dispatch = dispatch
    this.#alarm = alarm
  }

  /** Rejects with a TypeError for what was typed wrong, else with an RpcError. */
  run(
    Kind: TaskKind,
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (options !== undefined) checkCallOptions(options)
      checkCall(method, params, options)
      const signal = options?.signal
      if (signal?.aborted === true) throw cancelled(method, 'not-started', signal.reason)
      const now = this.#alarm.now()
      const deadline = deadlineOf(options, now)
      if (deadline <= now) throw deadlineExceeded(method, 'not-started', 'before it began')
      if (this.closedFor !== undefined) {
        throw new RpcError('UNAVAILABLE', `${method}: ${this.closedFor}`, { execution: 'not-started' })
      }
      const binding = this.#router.route(method.slice(0, method.indexOf('.')))
      const idempotent = options?.idempotent ?? binding.policy.idempotent(method)
      const order = this.#order++
      const meta = metaOf(options)
      const task = { method, params, meta, deadline, binding, signal, idempotent, order, resolve, reject }
      this.#dispatch.start(new Kind(task, this.#dispatch))
    })
  }
}
