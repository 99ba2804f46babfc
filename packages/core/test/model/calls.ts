import type { RpcError } from '../../src/errors.ts'
import type { Role } from '../../src/message.ts'
import type { CallStreams } from '../../src/peer/call-streams.ts'
import type { OutgoingCall } from '../../src/peer/calls.ts'
import type { CallPlan } from './plans.ts'

/** How a call ended. */
export type Ending =
  | { readonly kind: 'result'; readonly value: unknown; readonly streaming: boolean }
  | { readonly kind: 'error'; readonly error: RpcError }
  | { readonly kind: 'refused' | 'withdrawn' | 'threw' }
  | { readonly kind: 'lost'; readonly written: boolean }

/** A call of a random run, and all that is known of it at both ends. */
export class ModelCall implements OutgoingCall {
  id = 0
  readonly method = 'S.run'
  readonly params: readonly unknown[]
  readonly deadline: number = Infinity
  readonly meta: undefined = undefined
  streams: CallStreams | undefined = undefined
  readonly plan: CallPlan
  readonly by: Role
  readonly endings: Ending[] = []
  released = 0
  interrupted = 0
  cancelled = false
  /** It was written while there was no socket, and there was none since. */
  unsent = false
  /** It arrived at the other end. */
  arrived = 0
  /** Its method ran. */
  runs = 0
  readonly #ended: (call: ModelCall, ending: Ending) => void

  constructor(
    by: Role,
    plan: CallPlan,
    params: readonly unknown[],
    ended: (call: ModelCall, ending: Ending) => void,
  ) {
    this.by = by
    this.plan = plan
    this.params = params
    this.#ended = ended
  }

  end(ending: Ending): void {
    this.endings.push(ending)
    this.#ended(this, ending)
  }
  onResult(value: unknown, streaming: boolean): void {
    this.end({ kind: 'result', value, streaming })
  }
  onError(error: RpcError): void {
    this.end({ kind: 'error', error })
  }
  onRefused(): void {
    this.end({ kind: 'refused' })
  }
  onLost(written: boolean): void {
    this.end({ kind: 'lost', written })
  }
  onInterrupted(): void {
    this.interrupted++
  }
  onReleased(): void {
    this.released++
  }
}
