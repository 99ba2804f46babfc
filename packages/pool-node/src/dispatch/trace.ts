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

/** What happens to a call, without the time. */
export type CallHappening =
  /** Nobody could take it: it waits, as one of so many on its path. */
  | { readonly type: 'queued'; readonly waiting: number }
  /** Its turn has come, or it had not to wait: one of so many that could take it was picked by this balancer. */
  | {
      readonly type: 'picked'
      readonly provider: string
      readonly name: string | undefined
      readonly candidates: number
      readonly by: string
    }
  /** It was written. `hedge`: beside another attempt that is slow to answer. */
  | (At & { readonly type: 'sent'; readonly hedge: boolean })
  /** It was not started there, and may go elsewhere. */
  | (At & { readonly type: 'refused'; readonly reason: RefuseReason })
  /** Its provider lost the socket, and may come back: the attempt is open. */
  | (At & { readonly type: 'interrupted' })
  /** Its connection is gone for good. `arrived` false: it was certainly not started there. */
  | (At & { readonly type: 'lost'; readonly arrived: boolean })
  /** It is placed once more, for this reason. */
  | { readonly type: 'again'; readonly why: 'refused' | 'lost' | 'interrupted' }
  /** The result is here. */
  | (At & { readonly type: 'answered' })
  /** It failed: the promise rejects with this. */
  | {
      readonly type: 'failed'
      readonly code: ErrorCode
      readonly execution: Execution
      readonly message: string
    }

/** What happens to a call, as the option `observe` is told. */
export type CallEvent = CallHappening & {
  /** In ms since the call began. */
  readonly at: number
}

/** Told what happens to one call, as it happens. What it throws goes to the pool's `error` event. */
export type CallObserver = (event: CallEvent) => void

export interface TraceHost {
  now(): number
  /** An observer threw. */
  report(error: unknown): void
}

/** Tells an observer of one call. Calls without one have none: that is what makes it free. */
export class Trace {
  readonly #observer: CallObserver
  readonly #begun: number
  readonly #host: TraceHost

  constructor(observer: CallObserver, begun: number, host: TraceHost) {
    this.#observer = observer
    this.#begun = begun
    this.#host = host
  }

  tell(happening: CallHappening): void {
    try {
      this.#observer({ ...happening, at: this.#host.now() - this.#begun })
    } catch (error) {
      this.#host.report(error)
    }
  }
}

/** Where an attempt is, or was. */
export function at(connection: PoolConnection, attempt: number): At {
  const { instance: provider, name, id } = connection
  return { provider, name, connection: id, attempt }
}
