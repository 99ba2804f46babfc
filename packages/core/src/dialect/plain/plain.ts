import type { Dialect } from '../dialect.ts'
import { PlainSession } from './session.ts'
import type { PlainSide, PlainWire } from './wire.ts'

/** What a plain dialect can have beyond calls and answers. */
export type PlainFeature = 'notify' | 'cancel' | 'idempotencyKey' | 'trace' | 'metadata'

export interface PlainOptions {
  /** Short name for errors and logs. */
  readonly name: string
  /** WebSocket subprotocols that mean it, best first. At least one, for whoever has to tell it from others. */
  readonly subprotocols: readonly string[]
  /** Whether it is spoken also where no subprotocol was agreed on. */
  readonly bare: boolean
  /** Asking for any other fails with UNIMPLEMENTED. */
  readonly features: readonly PlainFeature[]
  /** How a silent connection is told from a dead one: by pings of the WebSocket, where both sides have them, or not at all. */
  readonly heartbeat: 'websocket' | 'none'
  /** Makes the wire of one connection. */
  wire(side: PlainSide): PlainWire
}

/**
 * A dialect without handshake, batches, parts, streams and resume, as those of others are. What it writes and reads is all
 * in its wire.
 */
export function plain(options: PlainOptions): Dialect {
  const { name, subprotocols, bare, features, heartbeat } = options
  return {
    name,
    subprotocols,
    bare,
    features,
    heartbeat,
    handshake: false,
    open(_subprotocol, host, limits, role = 'acceptor'): PlainSession {
      return new PlainSession(options, host, limits, role)
    },
  }
}
