import { type OutgoingCall, RpcError } from '@wsrpc/core'
import type { ManualClock } from '@wsrpc/core/testing'
import { StandIn } from '../dispatch/stand-in.ts'

export interface WorkerOptions {
  /** How long a call takes on average, in ms. */
  readonly mean: number
  /** Default: times are exponential, as is usual for what nobody knows more of. */
  readonly steady?: boolean
  /** Default: so many that it is never full. */
  readonly concurrency?: number
}

/** A provider that works on all its calls at once, each for a while. One that is cancelled is worked on to its end. */
export class Worker extends StandIn {
  readonly concurrency: number
  /** In ms, on average. */
  mean: number
  /** The part of its calls that fail, 0 … 1. They take `failAfter` ms. */
  fails = 0
  failAfter = 1
  readonly #clock: ManualClock
  readonly #random: () => number
  readonly #steady: boolean

  constructor(clock: ManualClock, random: () => number, options: WorkerOptions) {
    super()
    this.#clock = clock
    this.#random = random
    this.mean = options.mean
    this.#steady = options.steady ?? false
    this.concurrency = options.concurrency ?? 1000
  }

  /** How many calls it was ever given. */
  get given(): number {
    return this.log.length
  }

  override call(call: OutgoingCall): void {
    super.call(call)
    const fails = this.#random() < this.fails
    const ms = fails ? this.failAfter : this.mean * (this.#steady ? 1 : -Math.log(1 - this.#random()))
    this.#clock.setTimer(ms, () => {
      this.open.splice(this.open.indexOf(call), 1)
      if (fails) call.onError(new RpcError('UNAVAILABLE', 'it is broken', { execution: 'finished' }))
      else call.onResult('ok', false)
    })
  }
}
