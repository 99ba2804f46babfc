import {
  type Dialect,
  type DialectHost,
  type DialectSession,
  defaultLimits,
  type Limits,
  type Message,
  type OutgoingMessage,
  type Payload,
  ProtocolError,
  type Role,
  type RpcError,
} from '@wsrpc/core'

/** One end of a wire on which nothing moves by itself. */
export class DialectEnd implements DialectHost {
  readonly session: DialectSession
  /** What it sent and nobody has read. */
  readonly wire: Payload[] = []
  /** All that it ever sent. */
  readonly sent: Payload[] = []
  readonly got: Message[] = []
  readonly faults: RpcError[] = []
  overloads: number = 0
  connected: boolean = true

  constructor(dialect: Dialect, subprotocol: string, role: Role) {
    this.session = dialect.open(subprotocol, this, { ...defaultLimits }, role)
    this.session.parts = dialect.features.includes('parts')
  }

  transmit(payload: Payload): boolean {
    if (!this.connected) return false
    this.wire.push(payload)
    this.sent.push(payload)
    return true
  }
  flushSoon(): void {}
  onRoom(): void {}
  onLeft(): void {}
  onIdle(): void {}
  onOverload(): void {
    this.overloads++
  }
  onFault(error: RpcError): void {
    this.faults.push(error)
  }

  /** Writes it, and ends the turn. @throws as `DialectSession.write`. */
  say(message: OutgoingMessage): void {
    this.session.write(message)
    this.session.flush()
  }

  /** @throws as `DialectSession.read`; of a fault in the dialect itself its cause. */
  read(payload: Payload): void {
    try {
      this.session.read(payload, (message) => this.got.push(message))
    } catch (error) {
      throw error instanceof ProtocolError && error.close === 'internal' ? error.cause : error
    }
    this.session.flush()
  }
}

/** Two ends of one wire, in one dialect. */
export class DialectPair {
  readonly near: DialectEnd
  readonly far: DialectEnd
  #calls: number

  /** `near` is the one that dialled, or the one that accepted. */
  constructor(dialect: Dialect, subprotocol: string, near: Role) {
    const far: Role = near === 'dialler' ? 'acceptor' : 'dialler'
    this.near = new DialectEnd(dialect, subprotocol, near)
    this.far = new DialectEnd(dialect, subprotocol, far)
    this.#calls = near === 'dialler' ? -1 : 0
  }

  /** Limits that the far end has, and the near one knows of. */
  limit(limits: Partial<Limits>): void {
    this.far.session.ourLimits = { ...defaultLimits, ...limits }
    this.near.session.theirLimits = { ...defaultLimits, ...limits }
  }

  /** An id for a call of the near end. */
  nextId(): number {
    return (this.#calls += 2)
  }

  /** Lets all that was sent arrive, there and back. */
  deliver(): void {
    while (this.near.wire.length + this.far.wire.length > 0) {
      for (const payload of this.near.wire.splice(0)) this.far.read(payload)
      for (const payload of this.far.wire.splice(0)) this.near.read(payload)
    }
  }

  /** Sends it. @returns what the far end was told of it, in order. */
  toFar(message: OutgoingMessage): Message[] {
    return this.#pass(message, this.near, this.far)
  }

  /** As {@link toFar}, the other way. */
  toNear(message: OutgoingMessage): Message[] {
    return this.#pass(message, this.far, this.near)
  }

  #pass(message: OutgoingMessage, from: DialectEnd, to: DialectEnd): Message[] {
    const before = to.got.length
    from.say(message)
    this.deliver()
    // A dialect may take from a call what its caller could not say: what it offers.
    return to.got.slice(before).filter(({ type }) => type !== 'status' || message.type === 'status')
  }

  /** A call of the near end. @returns the id that the far end knows it by, and its own. */
  call(method: string, params: readonly unknown[]): { readonly id: number; readonly there: number } {
    const id = this.nextId()
    const [call] = this.toFar({ type: 'call', id, method, params })
    if (call?.type !== 'call')
      throw new Error(`the far end was told ${call?.type ?? 'nothing'}, not of a call`)
    return { id, there: call.id }
  }
}
