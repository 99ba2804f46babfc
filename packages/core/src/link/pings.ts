import type { Dialect } from '../dialect/dialect.ts'
import type { HeartbeatOptions } from '../peer/heartbeat.ts'
import type { Peer } from '../peer/peer.ts'
import type { Alarm } from './alarm.ts'
import type { Transport } from './transport.ts'

const never: HeartbeatOptions = { interval: 0, misses: 1 }

/**
 * The PINGs of a dialect that has none: asked by the transport's own (RFC 6455, section 5.5.2), where it can, and answered
 * here where nobody else does. So a side that has not answered one yet is not judged by its silence.
 */
export class Pings {
  readonly #peer: Peer
  readonly #alarm: Alarm
  readonly #byTransport: boolean
  #isAnswered = false

  constructor(peer: Peer, alarm: Alarm, { heartbeat }: Pick<Dialect, 'heartbeat'>) {
    this.#peer = peer
    this.#alarm = alarm
    this.#byTransport = heartbeat === 'websocket'
  }

  /** The heartbeat that there can be. Asks at once, so that it is known early whether anybody answers. */
  begin(transport: Transport | undefined, wanted: HeartbeatOptions): HeartbeatOptions {
    if (!this.#byTransport || transport?.ping === undefined || wanted.interval === 0) return never
    transport.ping(0)
    return wanted
  }

  /** A PING of the peer's. @returns its size as a frame of the dialect: none. */
  ask(transport: Transport | undefined, nonce: number): 0 {
    if (this.#byTransport) transport?.ping?.(nonce)
    if (!this.#isAnswered) queueMicrotask(() => this.#tell(nonce))
    return 0
  }

  answered(nonce: number): void {
    this.#isAnswered = true
    this.#tell(nonce)
  }

  #tell(nonce: number): void {
    if (this.#peer.state !== 'closed') this.#peer.receive({ type: 'pong', nonce }, this.#alarm.now())
  }
}
