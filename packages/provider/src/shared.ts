import type { Alarm, Gate, Limits, Registry, StatusMessage } from '@wsrpc/core'
import type { ProviderInterceptors, Runtime } from './options.ts'

/** Somebody who refused a call for want of a slot, and owes the pool a STATUS once there is one. */
export interface Debtor {
  sendStatus(): void
}

/** What all connections of one provider have in common. */
export interface Shared extends Pick<Runtime, 'random' | 'dial'> {
  readonly alarm: Alarm
  readonly registry: Registry
  /** The slots of the instance: one `concurrency` for all connections. */
  readonly gate: Gate
  /** Told when a slot is free again. */
  readonly debtors: Set<Debtor>
  readonly limits: Limits
  readonly interceptors: ProviderInterceptors
  readonly name: string | undefined
  /** The same for all connections. */
  readonly instance: string
  status(paused: boolean): StatusMessage
}
