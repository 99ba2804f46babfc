import type { ErrorCode, Execution, RefuseReason } from '@wsrpc/core'
import type { PoolConnection } from '../roster/instance.ts'

/** Who an event is about. */
interface At {
  /** The instance. */
  readonly provider: string
  readonly name: string | undefined
  /** The connection that carries it. */
  readonly connection: string
  /** Which attempt of the call this is, from 1. */
  readonly attempt: number
}

/** What happens to a call, without what all events tell. */
export type CallHappening =
  /** Nobody could take it: it waits, as one of so many on its path. Its turn has come with the next `sent`. */
  | { readonly type: 'queued'; readonly waiting: number }
  /** It had not to wait: of so many that could take it, this one was picked by this balancer. */
  | {
      readonly type: 'picked'
      readonly provider: string
      readonly name: string | undefined
      readonly candidates: number
      readonly by: string
    }
  /** It was written. `hedge`: beside another attempt that is slow to answer. A notify ends with this one. */
  | (At & { readonly type: 'sent'; readonly hedge: boolean })
  /**
   * It was not started there, and may go elsewhere. `lacking`: its provider has no such method, and could not say so before;
   * others have it.
   */
  | (At & { readonly type: 'refused'; readonly reason: RefuseReason | 'lacking' })
  /** Its provider lost the socket, and may come back: the attempt is open. */
  | (At & { readonly type: 'interrupted' })
  /** Its connection is gone for good. `arrived` false: it was certainly not started there. */
  | (At & { readonly type: 'lost'; readonly arrived: boolean })
  /** It is placed once more, for this reason. */
  | { readonly type: 'again'; readonly why: 'refused' | 'lost' | 'interrupted' }
  /** The result is here. The last event. */
  | (At & { readonly type: 'answered' })
  /** It failed: the promise rejects with this. The last event. */
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly execution: Execution
      readonly message: string
    }

/** What happens to a call, as the option `observe` is told. Plain data. */
export type CallEvent = CallHappening & {
  /** `Service.method` */
  readonly method: string
  /** Which call it is: a number of its own in its pool, as one observer may watch many. */
  readonly call: number
  /** In ms since the call began. */
  readonly at: number
}

/**
 * Told what happens to a call, as it happens. The last event of a call is `answered` or `failed`, whatever its other
 * attempts come to; of a notify it is `sent` or `failed`. What was typed wrong is thrown, and not told.
 *
 * What it throws, and what its promise rejects with, goes to the pool's `error` event. It may give up the call that it
 * is told of.
 */
export type CallObserver = (event: CallEvent) => void

/** What an observer is told with every event of a call. */
export interface Traced {
  readonly method: string
  readonly call: number
  /** In ms of the pool's clock. */
  readonly begun: number
}

export interface TraceHost {
  now(): number
  /** An observer threw. */
  report(error: unknown): void
}

const ends: ReadonlySet<CallHappening['type']> = new Set(['answered', 'failed'])

/** Tells an observer of one call. Calls without one have none: that is what makes it free. */
export class Trace {
  readonly #observer: CallObserver
  readonly #traced: Traced
  readonly #host: TraceHost
  #ended = false

  constructor(observer: CallObserver, traced: Traced, host: TraceHost) {
    this.#observer = observer
    this.#traced = traced
    this.#host = host
  }

  /** Does nothing once the call has ended: how its other attempts end is nobody's business. */
  tell(happening: CallHappening): void {
    if (this.#ended) return
    this.#ended = ends.has(happening.type)
    const { method, call, begun } = this.#traced
    try {
      const told: unknown = this.#observer({ ...happening, method, call, at: this.#host.now() - begun })
      // An async one: that nobody handles its rejection would end the process.
      if (isThenable(told)) told.then(undefined, (error: unknown) => this.#host.report(error))
    } catch (error) {
      this.#host.report(error)
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function'
}

/** Where an attempt is, or was. */
export function at(connection: PoolConnection, attempt: number): At {
  const { instance: provider, name, id } = connection
  return { provider, name, connection: id, attempt }
}
