import {
  type Alarm,
  cancelled,
  checkCall,
  closeStreams,
  deadlineExceeded,
  deadlineOf,
  hasStreams,
  metaOf,
  RpcError,
} from '@wsrpc/core'
import { checkCallOptions } from '../check/options.ts'
import type { CallOptions } from '../options.ts'
import type { Dispatch } from './dispatch.ts'
import type { CallHost, CallTask } from './call-task.ts'
import { NotifyTask } from './notify-task.ts'
import type { Router } from './router.ts'
import type { TaskOptions } from './task.ts'

type TaskKind = new (options: TaskOptions, host: CallHost) => CallTask | NotifyTask

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
      try {
        this.#dispatch.start(
          new Kind(this.#prepare(Kind, method, params, options, resolve, reject), this.#dispatch),
        )
      } catch (error) {
        closeStreams(params) // it was never sent
        throw error
      }
    })
  }

  #prepare(
    Kind: TaskKind,
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
    resolve: TaskOptions['resolve'],
    reject: TaskOptions['reject'],
  ): TaskOptions {
    if (options !== undefined) checkCallOptions(options)
    checkCall(method, params, options)
    // Here, as a link would say so only once there is a provider.
    if (Kind === NotifyTask && hasStreams(params)) throw takesNoStreams(method)
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
    const idleTimeout = options?.idleTimeout
    const order = this.#order++
    const meta = metaOf(options)
    return {
      method,
      params,
      meta,
      deadline,
      idleTimeout,
      binding,
      signal,
      idempotent,
      order,
      resolve,
      reject,
    }
  }
}

function takesNoStreams(method: string): RpcError {
  const message = `${method}: a notify takes no streams, since nobody could tell how they ended: use call`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}
