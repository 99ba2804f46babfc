import type { CallMeta, OutgoingCall } from '@wsrpc/core'

/** The way to the provider, as the roster needs it: a link, or a stand-in for tests. */
export interface CallPath {
  readonly hasRoom: boolean
  /** @throws RpcError, not started, when it can't be sent. */
  call(call: OutgoingCall): void
  /** @throws RpcError, not started, when it can't be sent. */
  notify(method: string, params: readonly unknown[], meta: CallMeta | undefined): void
  /** @returns true when it was withdrawn: it had not left whole, was not started, and nothing more is told of it. */
  cancel(call: OutgoingCall): boolean
}
