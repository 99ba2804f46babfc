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
import { checkCallOptions } from '../check/call-options.ts'
import { checkNames } from '../check/names.ts'
import type { CallAllOptions, CallOptions } from '../options.ts'
import { Demand } from '../roster/demand.ts'
import type { Member } from '../roster/instance.ts'
import type { Attempts } from './attempts.ts'
import { allAsked } from './call-all.ts'
import type { CallHost, CallTask } from './call-task.ts'
import { NotifyTask } from './notify-task.ts'
import type { Route, Router } from './router.ts'
import type { TaskOptions, Wishes } from './task.ts'
import { type CallObserver, Trace } from './trace.ts'

type TaskKind = new (options: TaskOptions, host: CallHost) => CallTask | NotifyTask

/** What is known of a call before it is made. */
export type Judged = Pick<TaskOptions, 'route' | 'demand' | 'idempotent' | 'wishes'>

/** Where a call of the application becomes a task: checked, routed, and given a deadline. */
export class Calls {
  readonly #router: Router
  readonly #attempts: Attempts
  readonly #alarm: Alarm
  readonly #report: (error: unknown) => void
  #order = 0
  /** Set when the pool leaves: why there are no new calls. */
  closedFor: string | undefined

  /** @param report is told what an observer throws. */
  constructor(router: Router, attempts: Attempts, alarm: Alarm, report: (error: unknown) => void) {
    this.#router = router
    this.#attempts = attempts
    this.#alarm = alarm
    this.#report = report
  }

  /**
   * Rejects with a TypeError for what was typed wrong, else with an RpcError.
   *
   * @param instance the key of the one instance that is asked; `undefined`: who fits
   */
  run(
    Kind: TaskKind,
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
    instance?: string,
  ): Promise<unknown> {
    return this.#run(Kind, method, params, options, instance, this.closedFor)
  }

  /** As {@link run}, of a call that began before the pool left: that it leaves by now is no reason to refuse it. */
  runBegun(
    Kind: TaskKind,
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
    instance?: string,
  ): Promise<unknown> {
    return this.#run(Kind, method, params, options, instance, undefined)
  }

  #run(
    Kind: TaskKind,
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
    instance: string | undefined,
    closedFor: string | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      try {
        const task = this.#prepare(Kind, method, params, options, instance, resolve, reject)
        if (closedFor !== undefined) throw closed(method, closedFor)
        this.#attempts.start(new Kind(task, this.#attempts))
      } catch (error) {
        closeStreams(params) // it was never sent
        if (error instanceof RpcError) this.#tellRefusal(method, options, error)
        throw error
      }
    })
  }

  /**
   * Whom a call to all is for.
   *
   * @throws TypeError for what was typed wrong; RpcError when no path is bound, or the pool leaves.
   */
  all(method: string, params: readonly unknown[], options: CallAllOptions | undefined): readonly Member[] {
    try {
      if (options !== undefined) {
        checkNames('callAll', options)
        checkCallOptions(options)
      }
      checkCall(method, params, options)
      if (hasStreams(params)) throw oneReader(method)
      if (this.closedFor !== undefined) throw closed(method, this.closedFor)
      const route = this.#router.route(method)
      return allAsked(route.binding, demandOf(route, options))
    } catch (error) {
      closeStreams(params) // nobody will read them
      throw error
    }
  }

  /** What a call would be, if it were made; an error: why it would not. @throws TypeError for what was typed wrong. */
  asked(method: string, options: CallOptions | undefined): Judged | RpcError {
    if (options !== undefined) checkCallOptions(options)
    checkCall(method, [], options)
    try {
      if (this.closedFor !== undefined) return closed(method, this.closedFor)
      const now = this.#alarm.now()
      this.#admit(method, options, now)
      return this.#judge(method, options, undefined, now)
    } catch (error) {
      if (error instanceof RpcError) return error
      throw error
    }
  }

  #prepare(
    Kind: TaskKind,
    method: string,
    params: readonly unknown[],
    options: CallOptions | undefined,
    instance: string | undefined,
    resolve: TaskOptions['resolve'],
    reject: TaskOptions['reject'],
  ): TaskOptions {
    if (options !== undefined) checkCallOptions(options)
    checkCall(method, params, options)
    // Here, as a link would say so only once there is a provider.
    if (Kind === NotifyTask && hasStreams(params)) throw takesNoStreams(method)
    const begun = this.#alarm.now()
    const deadline = this.#admit(method, options, begun)
    const { route, demand, idempotent, wishes } = this.#judge(method, options, instance, begun)
    return {
      route,
      demand,
      params,
      meta: metaOf(options),
      begun,
      deadline,
      idleTimeout: options?.idleTimeout,
      signal: options?.signal,
      idempotent,
      wishes,
      order: this.#order++,
      resolve,
      reject,
    }
  }

  /** @returns its deadline. @throws RpcError when it is over before it begins. */
  #admit(method: string, options: CallOptions | undefined, begun: number): number {
    const signal = options?.signal
    if (signal?.aborted === true) throw cancelled(method, 'not-started', signal.reason)
    const deadline = deadlineOf(options, begun)
    if (deadline <= begun) throw deadlineExceeded(method, 'not-started', 'before it began')
    return deadline
  }

  #judge(
    method: string,
    options: CallOptions | undefined,
    instance: string | undefined,
    begun: number,
  ): Judged {
    const route = this.#router.route(method)
    const idempotent = options?.idempotent ?? route.idempotent
    const demand = demandOf(route, options, instance)
    return { route, demand, idempotent, wishes: this.#wishesOf(route, options, idempotent, begun) }
  }

  #wishesOf(
    route: Route,
    options: CallOptions | undefined,
    idempotent: boolean,
    begun: number,
  ): Wishes | undefined {
    const byPath = idempotent ? route.binding.policy.hedge : undefined
    if (options === undefined && byPath === undefined) return undefined
    const { affinity, priority = 0, tenant, hedge = byPath, observe } = options ?? {}
    if (hedge !== undefined && hedge !== false && !idempotent) {
      throw new TypeError(`hedge sends ${route.method} twice: say idempotent: true if that does no harm`)
    }
    const wished = hedge === false ? undefined : hedge
    if (
      affinity === undefined &&
      priority === 0 &&
      tenant === undefined &&
      wished === undefined &&
      observe === undefined
    )
      return undefined
    const trace = observe && this.#trace(observe, route.method, begun)
    return { affinity, priority, tenant, hedge: wished, trace }
  }

  #trace(observe: CallObserver, method: string, begun: number): Trace {
    const host = { now: () => this.#alarm.now(), report: this.#report }
    return new Trace(observe, { method, call: this.#order++, begun }, host)
  }

  /** It ends before it is a task. */
  #tellRefusal(method: string, options: CallOptions | undefined, error: RpcError): void {
    const { code, execution, message } = error
    const trace = options?.observe && this.#trace(options.observe, method, this.#alarm.now())
    trace?.tell({ type: 'failed', code, execution, message })
  }
}

/** What a call asks of its provider. Nearly always its method and nothing else. */
export function demandOf(route: Route, options: CallOptions | undefined, instance?: string): Demand {
  const { labels, provider, identity } = options ?? {}
  if (labels === undefined && provider === undefined && identity === undefined && instance === undefined)
    return route.demand
  return new Demand(route.method, { labels, provider, identity, instance })
}

function closed(method: string, why: string): RpcError {
  return new RpcError('UNAVAILABLE', `${method}: ${why}`, { execution: 'not-started' })
}

function oneReader(method: string): RpcError {
  const message = `${method}: a stream has one reader, so callAll takes none in params`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}

function takesNoStreams(method: string): RpcError {
  const message = `${method}: a notify takes no streams, since nobody could tell how they ended: use call`
  return new RpcError('INVALID_ARGUMENT', message, { execution: 'not-started' })
}
