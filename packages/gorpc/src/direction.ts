import { type PlainReader, ProtocolError, type Role, unimplemented } from '@wsrpc/core'

/**
 * Who calls on a connection: one side only, as with net/rpc the one is a client and the other a server. Whoever calls first
 * it is. A client of Go that is sent a call takes it for an answer, to one of its own, and never recovers.
 */
export class Direction {
  readonly #dialect: string
  readonly #role: Role
  #caller: 'this side' | 'the other side' | undefined

  constructor(dialect: string, role: Role) {
    this.#dialect = dialect
    this.#role = role
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
  wasCalled(reader: PlainReader): void {
    if (this.#caller === 'the other side') return
    if (this.#caller === 'this side') {
      throw new ProtocolError('malformed', 'a call came in where this side calls: net/rpc has one caller')
    }
    this.#caller = 'the other side'
    // A pool has it for a provider by now. No call may wait for it there, or be dealt to it.
    if (this.#role === 'acceptor') reader.receive({ type: 'status', services: {}, concurrency: 0 })
  }
}
