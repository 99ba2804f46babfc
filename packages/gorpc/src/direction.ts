import { ProtocolError, unimplemented } from '@wsrpc/core'

/**
 * Who calls on a connection: one side only, as with net/rpc the one is a client and the other a server. Whoever calls first
 * it is. A client of Go that is sent a call takes it for an answer, to one of its own, and never recovers.
 */
export class Direction {
  readonly #dialect: string
  #caller: 'this side' | 'the other side' | undefined

  constructor(dialect: string) {
    this.#dialect = dialect
  }

  /** @throws RpcError UNIMPLEMENTED, not started, when the other side calls here. */
  check(): void {
    if (this.#caller === 'the other side') {
      throw unimplemented(this.#dialect, 'calls of both sides on one connection')
    }
  }

  /** This side called. */
  called(): void {
    this.#caller = 'this side'
  }

  /** The other side called. @throws ProtocolError when this side does. */
  wasCalled(): void {
    if (this.#caller === 'this side') {
      throw new ProtocolError('malformed', 'a call came in where this side calls: net/rpc has one caller')
    }
    this.#caller = 'the other side'
  }
}
