import type { Alarm, Gate, Limits, Registry, StatusMessage } from '@wsrpc/core'
import type { ProviderInterceptors, Runtime } from './options.ts'

/** What all connections of one provider have in common. */
export interface Shared extends Pick<Runtime, 'random' | 'dial'> {
  readonly alarm: Alarm
  readonly registry: Registry
  /** The slots of the instance: one `concurrency` for all connections. */
  readonly gate: Gate
  /**
   * A call was refused for want of a slot. Until the pool hears of a free one it sends nothing to any connection of the
   * instance: so the debt is the instance's, and outlives the connection that refused.
   */
  owesStatus: boolean
  readonly limits: Limits
  readonly interceptors: ProviderInterceptors
  readonly name: string | undefined
  /** The same for all connections. */
  readonly instance: string
  status(paused: boolean): StatusMessage
}
