import type { CallMeta, OutgoingCall } from '@wsrpc/core'
import type { Traffic } from '../stats/traffic.ts'

/** The way to the provider, as the roster needs it: a link, or a stand-in for tests. */
export interface CallPath extends Partial<Traffic> {
  /** How often it went on over another socket. */
  readonly resumes?: number
  readonly hasRoom: boolean
  /** When the message came that is read now, in ms of the pool's clock. */
  readonly heardAt?: number
  /** `now`: in ms of the pool's clock. @throws RpcError, not started, when it can't be sent. */
  call(call: OutgoingCall, now: number): void
  /** @throws RpcError, not started, when it can't be sent. */
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void
  /** @returns true when it was withdrawn: it had not left whole, was not started, and nothing more is told of it. */
  cancel(call: OutgoingCall): boolean
}
