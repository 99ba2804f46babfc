import type { Poison } from './dispatch/poison.ts'
import type { Address } from './options.ts'
import type { EjectionReason } from './protection/ejection.ts'
import type { ConnectionInfo } from './roster/connection-info.ts'

/** What a pool tells. */
export interface PoolEvents {
  /** It listens. */
  listening: [address: Address]
  /**
   * A provider is in, and said what it offers. `resumed`: it was here before, lost its socket (`disconnect`, `resumable`),
   * and goes on over another one with all calls that are open.
   */
  connect: [connection: ConnectionInfo, how: { readonly resumed: boolean }]
  /**
   * A provider's socket is gone. `resumable`: the connection stands, and may go on over another; then there follows one
   * `connect` that is `resumed`, or one `disconnect` that is not `resumable`. So each `connect` that is not `resumed` has
   * one `disconnect` that is not `resumable`, and each `resumed` one has a `resumable` one before it.
   */
  disconnect: [connection: ConnectionInfo, why: DisconnectReason]
  /** A provider failed too often: it gets no calls for a while, as long as there are others. */
  eject: [provider: JudgedProvider, why: { readonly reason: EjectionReason; readonly ms: number }]
  /** One that was ejected has shown that it is well: it gets calls as before. */
  restore: [provider: JudgedProvider]
  /** A call that may run twice lost one provider after the other, and failed: it may be what kills them. */
  poison: [call: Poison]
  /** Something went wrong that no call can tell. Without a listener it is written to the console once. */
  error: [error: Error]
  /** It is closed. */
  close: []
}

/** A provider, as one path sees it. */
export interface JudgedProvider {
  readonly path: string
  /** The instance. */
  readonly provider: string
  readonly name: string | undefined
}

/** How a provider's socket ended; for a connection that did not come back, how the last one of it did. */
export interface DisconnectReason {
  /** The WebSocket close code: 1006 for a connection that broke. */
  readonly code: number
  readonly reason: string
  /** Whether the connection may come back and go on, within the pool's `resumeWindow`. False: it is gone for good. */
  readonly resumable: boolean
}
